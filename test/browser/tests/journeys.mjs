// What people come for, from the first sign-in on: one's own password, the import by dropping files, what changed on the home page, leaving.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { visitor } from "../lib/browser.mjs";
import { firstPassword, sampleFiles, settled } from "../lib/screens.mjs";
import { check } from "../lib/tap.mjs";

const mine = "quatre chevaux sur le toit";

async function first(page, secret) {
  await firstPassword(page, secret);
  await page.fill("[name=password]", "court");
  await page.fill("[name=password_again]", "court");
  await page.click("button.go");
  check(await page.locator(".problems").count() === 1, "a first password too short is refused, and said");
  await page.fill("[name=password]", mine);
  await page.fill("[name=password_again]", mine);
  await Promise.all([page.waitForURL("**/charte"), page.click("button.go")]);
  await Promise.all([page.waitForURL("**/bureau"), page.click("main button.go")]);
  check(await page.locator(".steps li").count() === 3, "an empty school says how to begin");
}

/** The files as the desktop would let them fall on the zone. */
async function drop(page, files) {
  const sent = files.map((path) => ({ name: basename(path), text: readFileSync(path).toString("base64") }));
  const held = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const { name, text } of all) transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type: "text/xml" }));
    return transfer;
  }, sent);
  await page.dispatchEvent("[data-drop]", "dragover", { dataTransfer: held });
  await Promise.all([page.waitForURL(/imports\/\d+/), page.dispatchEvent("[data-drop]", "drop", { dataTransfer: held })]);
}

async function imports(page) {
  await page.goto("/bureau/imports");
  await drop(page, sampleFiles);
  await settled(page);
  const apply = page.locator("main button.go").last();
  await apply.waitFor();
  check(/48/.test(await page.locator("table.list").first().innerText()), "the preview counts the 48 pupils of the files");
  await apply.click();
  await page.locator("main a[href='/bureau/eleves'].btn").waitFor();       // it is applied: the page says so by itself
  check(true, "the import is applied, and leads to the pupils");
  await page.goto("/bureau");
  const figures = await page.locator(".figs").innerText();
  check(/93\s/.test(figures) && /6\s+classes/.test(figures), "the home page counts what was imported", figures);
}

async function refused(page) {
  await page.goto("/bureau/annee");
  await page.fill("[name=first_day]", "2027-07-05");
  await page.locator("form[action='/bureau/annee'] button").click();
  await page.locator("[aria-invalid=true]").first().waitFor();
  check(await page.inputValue("[name=first_day]") === "2027-07-05", "what was typed is kept when it is refused (A11Y-06)");
  const link = page.locator(".problems a").first();
  await link.click();
  check(await page.evaluate(() => document.activeElement?.matches("input")), "the summary leads to the field (A11Y-06)");
}

/** Leaving: the session's cookie goes, and the page asked for is found again after the next sign-in. */
async function leave(v, page) {
  await page.goto("/bureau/classes");
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.waitForURL("**/connexion");
  check(!(await v.context.cookies()).some((c) => c.name === "sid"), "signing out clears the cookie");
  const answer = await page.goto("/bureau/classes");
  check(answer.status() === 401 && await page.locator("[name=password]").count() === 1, "the same address asks to sign in");
  await page.fill("[name=login]", "superviseur");
  await page.fill("[name=password]", mine);
  await Promise.all([page.waitForURL("**/bureau/classes"), page.click("button.go")]);
  check(await page.locator(".list tbody tr").count() === 6, "and the page asked for is there after it");
}

export default async function journeys(schools) {
  const v = await visitor(schools.empty);
  await first(v.page, schools.secret);
  await imports(v.page);
  await refused(v.page);
  await leave(v, v.page);
  check(v.seen.errors.length === 0, "nothing was said in the console on the way", v.seen.errors);
  await v.context.close();
}
