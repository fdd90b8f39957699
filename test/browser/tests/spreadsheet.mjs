// A list kept in a spreadsheet becomes changes: once by mouse with a file, once by keyboard alone with cells that were pasted; and taken back.
import { visitor } from "../lib/browser.mjs";
import { reached } from "../lib/hands.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check } from "../lib/tap.mjs";

const json = async (page, path) => (await page.request.get(path, { headers: { Accept: "application/json" } })).json();
const emails = async (page, ids) => {
  await page.goto(`/bureau/eleves?ids=${ids.join(",")}&colonnes=courriel`);
  return page.locator("tbody").first().innerText();
};

async function byMouse(page, pupils) {
  const lines = pupils.map((p, i) => `${p.ine};${p.family_name};${p.given_names[0].toUpperCase()};eleve${i}@exemple.fr;`).join("\r\n");
  await page.goto("/bureau/imports");
  await Promise.all([page.waitForURL("**/imports/tableau"), page.getByRole("link", { name: "Importer un tableau" }).click()]);
  await page.setInputFiles("input[name=file]", { name: "courriels.csv", mimeType: "text/csv", buffer: Buffer.from(`INE;Nom;Prénom;Mél;Notes\r\n${lines}\r\n99;X;Y;z;\r\n`) });
  await Promise.all([page.waitForURL(/tableau\/\d+/), page.getByRole("button", { name: "Lire le tableau" }).click()]);
  check(await page.getByLabel("Colonne D Mél").inputValue() === "courriel", "what a column is, is proposed by its title");
  check(await page.getByLabel("Colonne E Notes").inputValue() === "", "what nobody knows is left out");
  await Promise.all([page.waitForLoadState("load"), page.getByRole("button", { name: "Voir l’aperçu" }).click()]);
  const preview = await page.locator("main").innerText();
  check(/2 lignes changent/.test(preview) && /1 inconnue/.test(preview) && preview.includes("eleve0@exemple.fr"), "the preview says what would change and who is unknown", preview);
  check(!(await emails(page, pupils.map((p) => p.id))).includes("eleve0@exemple.fr"), "nothing has changed yet");
  await page.goBack();
  await Promise.all([page.waitForLoadState("load"), page.getByRole("button", { name: "Appliquer 2 changements" }).click()]);
  await page.locator("main .notice").waitFor();
  const there = page.url();
  check((await emails(page, pupils.map((p) => p.id))).includes("eleve1@exemple.fr"), "it is applied");
  await page.goto(there);
  await Promise.all([page.waitForURL(/historique\/\d+/), page.getByRole("link", { name: "Annuler cet import" }).click()]);
  await Promise.all([page.waitForLoadState("load"), page.locator("main form[action$='/annuler'] button").click()]);
  check(!(await emails(page, pupils.map((p) => p.id))).includes("eleve1@exemple.fr"), "one undo takes all of it back");
}

async function byKeyboard(page, pupil) {
  await page.goto("/bureau");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("tableur");
  await page.locator("[role=option]", { hasText: "Importer un tableau" }).waitFor();
  for (let i = 0; i < 12 && !(await page.locator("[role=option][aria-selected=true]").innerText()).includes("Importer un tableau"); i++) await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForURL("**/imports/tableau"), page.keyboard.press("Enter")]);
  await page.waitForLoadState("load");
  check(await reached(page, "textarea[name=text]"), "the place for cells is reached");
  await page.keyboard.insertText(`INE\tTéléphone\n${pupil.ine}\t611223344\n`);
  await reached(page, "main button.go");
  await Promise.all([page.waitForURL(/tableau\/\d+/), page.keyboard.press("Enter")]);
  await page.waitForLoadState("load");
  check(await reached(page, "select[name='columns.1.target']"), "each column's choice is reached");
  check(await page.inputValue("select[name='columns.1.target']") === "portable", "a telephone is one");
  await reached(page, "main button.go");
  await Promise.all([page.waitForLoadState("load"), page.keyboard.press("Enter")]);
  await page.locator("ins").first().waitFor();
  check(/06.11.22.33.44/.test(await page.locator("ins").first().innerText()), "its lost zero is back");
  await reached(page, "form[action$='/appliquer'] button.go");
  await Promise.all([page.waitForLoadState("load"), page.keyboard.press("Enter")]);
  await page.locator("main .notice").waitFor();
  check(/1 changement/.test(await page.locator("main .notice").innerText()), "applied without a mouse");
}

export default async function spreadsheet({ demo }) {
  const v = await visitor(demo);
  await supervisor(v);
  const pupils = (await json(v.page, "/bureau/eleves?size=50")).items.filter((p) => p.ine).slice(0, 2);
  await byMouse(v.page, pupils);
  await byKeyboard(v.page, pupils[0]);
  check(v.seen.errors.length === 0, "the console stays silent", v.seen.errors);
  await v.context.close();
}
