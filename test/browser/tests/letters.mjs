// Letters, one day by mouse and once by keyboard alone: a text changed with a mistake and then without, its preview, and the letters of a class printed.
import { readFileSync } from "node:fs";
import { visitor } from "../lib/browser.mjs";
import { handsOf, then } from "../lib/hands.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const main = (page) => page.locator("main").innerText();

async function text(page, hand) {
  await page.goto("/bureau/courriers");
  await then(page, hand.press(page, page.locator("a[href='/bureau/courriers/textes/10']")));
  await hand.write(page, page.locator("[name=body]"), `Bonjour [prenon], ${hand.name}.`);
  await then(page, hand.press(page, page.locator("main form button.go")));
  check(/Vouliez-vous dire \[prénom\]/.test(await main(page)), `${hand.name}: a mistake is said with what was meant`);
  check(await page.locator("[name=body]").inputValue() === `Bonjour [prenon], ${hand.name}.`, `${hand.name}: and what was typed is still there`);
  await hand.write(page, page.locator("[name=body]"), `Bonjour [prénom], ${hand.name}.\n\n> Mot de passe : [mot de passe provisoire]`);
  await then(page, hand.press(page, page.locator("button[formaction$='/apercu']")));
  check(/xxxx-xxxx-xxxx/.test(await main(page)) && /Aperçu pour/.test(await main(page)), `${hand.name}: a preview is for somebody who is there, with a specimen`);
  await then(page, hand.press(page, page.locator("main form button.go")));
  check((await page.locator("[name=body]").inputValue()).includes(hand.name) && !/Aperçu pour \S+ /.test(await page.locator("main h2").allInnerTexts().then((all) => all.join("|"))),
    `${hand.name}: the text is kept`);
}

async function letters(page, hand, i) {
  const options = await (await page.request.get("/bureau/classes", { headers: { Accept: "application/json" } })).json();
  await page.goto(`/bureau/comptes/choisis?tout=1&qui=pupil&classe=${options.items[i].id}`);
  await then(page, hand.press(page, page.locator("form[action*='/courriers/envoi'] button")));
  check(/déjà choisi leur mot de passe/.test(await main(page)), `${hand.name}: who has chosen a password is said first`);
  await then(page, hand.press(page, page.locator("form[action*='/verifier'] button.go")));
  check(/^0 personne reçoit\s*$/m.test(await main(page)) && !await page.locator("form[action*='/lancer'] button.go").count(), `${hand.name}: and none of theirs is printed`);
  if (!await page.locator("[name=renew]").count()) await then(page, hand.press(page, page.locator("[data-back]")));
  await hand.press(page, page.locator("[name=renew]"));
  await then(page, hand.press(page, page.locator("form[action*='/verifier'] button.go")));
  await then(page, hand.press(page, page.locator("form[action*='/lancer'] button.go")));
  const link = page.locator("a[href$='/fichier']");
  await link.waitFor({ timeout: 20000 });         // the page follows by itself
  const [download] = await Promise.all([page.waitForEvent("download"), hand.press(page, link)]);
  const bytes = readFileSync(await download.path());
  check(bytes.subarray(0, 5).toString("latin1") === "%PDF-" && /Courriers.*\.pdf$/.test(download.suggestedFilename()), `${hand.name}: the letters of a class are a PDF`, download.suggestedFilename());
  await then(page, hand.press(page, page.locator("form[action$='/fin'] button")));
  check(/effacé/.test(await main(page)), `${hand.name}: and its file goes when told`);
}

export default async function byLetter(schools) {
  const v = await visitor(schools.demo, { height: 800 });
  await supervisor(v);
  for (const [hand, i] of handsOf(1)) {
    await test(`letters: a text, ${hand.name}`, () => text(v.page, hand));
    await test(`letters: of a class, ${hand.name}`, () => letters(v.page, hand, i));
  }
  check(v.seen.errors.length === 0, "letters: the console stays silent", v.seen.errors);
  await v.context.close();
}
