// Data that leave: a person's by mouse from their record, the school's by keyboard, one's own and one's child's, address cards; each is a file, and is what it says.
import { readFileSync } from "node:fs";
import { signIn, visitor } from "../lib/browser.mjs";
import { reached } from "../lib/hands.mjs";
import { supervisor } from "../lib/screens.mjs";
import { password } from "../lib/school.mjs";
import { check } from "../lib/tap.mjs";

/** The file that DO makes the browser keep: its name and bytes. */
async function kept(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const isZip = (file) => file.bytes.subarray(0, 4).toString("latin1") === "PK\x03\x04";

async function person(page) {
  await page.goto("/bureau/eleves");
  await page.locator("tbody th a").first().click();
  const link = page.locator("a[href$='/donnees']").first();
  await link.waitFor();
  const at = await link.getAttribute("href"), id = /personnes\/(\d+)/.exec(at)[1];
  await page.goto(at);
  const name = (await page.locator("h1").innerText()).replace(/^.* de /, "");
  const file = await kept(page, () => page.locator("form[action$='/donnees'] button").click());
  check(isZip(file) && file.name.includes(name) && file.name.endsWith(".zip"), "a person's data come as a file with their name, by mouse", file.name);
  await page.goto(`/bureau/eleves/${id}/historique`);
  check(/copie de toutes les données/.test(await page.locator("main").innerText()), "and their history says so");
}

async function school(page) {
  await page.goto("/bureau/exports");
  check(await reached(page, "[name=understood]"), "the box is reached by the keyboard");
  await page.keyboard.press("Space");
  check(await page.locator("[name=understood]").isChecked() && await reached(page, "form[action='/bureau/exports'] button"), "it is ticked, and the button comes next");
  await page.keyboard.press("Enter");
  const link = page.locator("a[href$='/fichier']").first();
  await link.waitFor();                  // the page follows the job by itself
  check(await reached(page, "a[href$='/fichier']"), "the copy is reached by the keyboard once it is ready");
  const file = await kept(page, () => page.keyboard.press("Enter"));
  check(isZip(file) && file.bytes.includes("base.sql") && file.bytes.includes("LISEZ-MOI.txt"), "the school's copy is fetched", file.name);
  check(await reached(page, "form[action$='/fin'] button"), "so is the button that removes it");
  await page.keyboard.press("Enter");
  await link.waitFor({ state: "detached" });
  check(/supprimée/.test(await page.locator("main").innerText()), "it is gone, and the list says so");
}

async function cards(page) {
  await page.goto("/bureau/professeurs");
  await page.locator("#exporter summary").click();
  const all = await kept(page, () => page.locator("#exporter a[href*='forme=vcf']").click());
  const count = (file) => file.bytes.toString().split("BEGIN:VCARD").length - 1;
  check(all.name.endsWith(".vcf") && count(all) > 5, "a list is kept as address cards", [all.name, count(all)]);
  for (const n of [0, 1]) await page.locator("tbody td.tick input").nth(n).check();
  const two = await kept(page, () => page.locator("#chosen button[value=vcf]").click());
  check(count(two) === 2, "or those that are selected", count(two));
  await page.goto("/bureau/classes");
  check(await page.locator("a[href*='forme=vcf'], button[value=vcf]").count() === 0, "classes have none");
}

/** At home, without a desk: one's own data and one's child's. */
async function family(schools) {
  const v = await visitor(schools.demo);
  await signIn(v, schools.guardian, password);
  await v.page.goto("/compte");
  await v.page.locator("a[href='/compte/donnees']").click();
  const forms = v.page.locator("form[action^='/compte/donnees']");
  check(await forms.count() >= 2, "a guardian may take their own data and their child's", await forms.count());
  for (let i = 0; i < 2; i++) {
    const file = await kept(v.page, () => forms.nth(i).locator("button").click());
    check(isZip(file), "each is a file", file.name);
  }
  check(v.seen.errors.length === 0, "nothing was said in the console", v.seen.errors);
  await v.context.close();
}

export default async function exports(schools) {
  const v = await visitor(schools.demo);
  await supervisor(v);
  await person(v.page);
  await school(v.page);
  await cards(v.page);
  check(v.seen.errors.length === 0, "nothing was said in the console at the desk", v.seen.errors);
  await v.context.close();
  await family(schools);
}
