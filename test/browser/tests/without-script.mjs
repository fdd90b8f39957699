// The same without JavaScript: every page reads, every form posts (architecture 2, rule 5).
import { visitor } from "../lib/browser.mjs";
import { sampleFiles, supervisor } from "../lib/screens.mjs";
import { check } from "../lib/tap.mjs";

export default async function withoutScript(schools) {
  const v = await visitor(schools.demo, { script: false }), { page } = v;
  await supervisor(v);
  check(/élèves/.test(await page.locator(".figs").innerText()), "one signs in without script");
  await page.fill("#find", "martin");
  await Promise.all([page.waitForURL(/recherche\?q=martin/), page.press("#find", "Enter")]);
  const found = page.locator("main .results a");
  check(await found.count() > 0, "one searches without script");
  await Promise.all([page.waitForURL(/bureau\/\w+\/\d+/), found.first().click()]);
  check(/MARTIN/i.test(await page.locator("main h1").innerText()), "and opens what was found");
  await page.goto("/bureau/eleves");
  await page.fill("[data-filter]", "dupont");
  await Promise.all([page.waitForURL(/eleves\?q=dupont/), page.press("[data-filter]", "Enter")]);
  await page.goto("/bureau/annee");
  const slot = page.locator("form[action*='/annee/creneaux/']").first();
  await slot.locator("[name=label]").fill("M1 bis");
  await Promise.all([page.waitForURL(/annee/), slot.getByRole("button", { name: "Enregistrer" }).click()]);
  check(await page.locator("[name=label]").first().inputValue() === "M1 bis", "a slot is changed without script");
  await page.goto("/bureau/imports");
  await page.setInputFiles("input[type=file]", sampleFiles);
  await Promise.all([page.waitForURL(/imports\/\d+/), page.locator("[data-drop] button").first().click()]);
  check(await page.locator("main h1").count() === 1, "files are sent without script");
  await page.locator(".top button[popovertarget=keys]").click();
  check(await page.locator("#keys").isVisible(), "the help opens without script");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.waitForURL("**/connexion");
  check(!(await v.context.cookies()).some((c) => c.name === "sid"), "and leaves without script");
  await v.context.close();
}
