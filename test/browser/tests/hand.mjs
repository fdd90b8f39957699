// What is done by hand, one day by mouse and one by keyboard alone: someone comes, changes class, leaves, is taken for another; what was done is taken back;
// a document and a photo; what runs meanwhile.
import { join } from "node:path";
import { visitor } from "../lib/browser.mjs";
import { handsOf, then } from "../lib/hands.mjs";
import { root } from "../lib/school.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const files = join(root, "test/samples/requests/files");
const heading = (page) => page.locator("main h1").innerText();
const json = async (page, path) => (await page.request.get(path, { headers: { Accept: "application/json" } })).json();
const idIn = (page) => Number(/\/(\d+)/.exec(new URL(page.url()).pathname)[1]);
/** A date as ISO, DAYS from the first day of the school year. */
const dayOf = async (page, days) => {
  const first = new Date(`${(await json(page, "/bureau/annee")).first_day}T12:00:00Z`);
  return new Date(first.getTime() + days * 86400000).toISOString().slice(0, 10);
};

/** A new pupil NAME GIVEN, by the form; their number. */
async function arrives(page, hand, name, given, born, again) {
  await page.goto("/bureau/eleves/nouveau");
  await hand.write(page, page.locator("[name=family_name]"), name);
  await hand.write(page, page.locator("[name=given_name]"), given);
  await hand.write(page, page.locator("[name=birth_date]"), born);
  await hand.write(page, page.locator("[name=entry_date]"), await dayOf(page, 0));
  await hand.choose(page, page.locator("[name=class]"), (await page.locator("[name=class] option").allInnerTexts())[1]);
  await then(page, hand.press(page, page.locator("main form button.go")));
  if (again) {
    check(await page.locator("[name=anyway]").count() === 1, `${hand.name}: somebody of that name and birth is pointed out first`);
    await hand.press(page, page.locator("[name=anyway]"));
    await then(page, hand.press(page, page.locator("main form button.go")));
  }
  return idIn(page);
}

async function comesAndGoes(page, hand, name) {
  const id = await arrives(page, hand, name, "Zoé", "2013-04-05", false), at = `/bureau/eleves/${id}`;
  check((await heading(page)).includes(name.toUpperCase()) || (await heading(page)).includes(name), `${hand.name}: the record of who was added`, await heading(page));
  await then(page, hand.press(page, page.locator(`main a[href="${at}/scolarite"]`)));
  const other = (await page.locator("[name=class] option").allInnerTexts()).at(-1);
  await hand.choose(page, page.locator("[name=class]"), other);
  await hand.write(page, page.locator(`form:has([name=class]) [name=from]`), await dayOf(page, 40));
  await then(page, hand.press(page, page.locator("form:has([name=class]) button.go")));
  const record = await json(page, at), told = [record.class, ...record.past ?? []].filter(Boolean).map((c) => c.code);
  check(told.includes(other) && told.length === 2, `${hand.name}: another class from a day on, the one before kept`, JSON.stringify(told));
  await page.goto(at);
  await then(page, hand.press(page, page.locator(`main a[href="${at}/depart"]`)));
  await hand.write(page, page.locator("[name=exit_date]"), await dayOf(page, 60));
  await then(page, hand.press(page, page.locator(`form[action="${at}/depart"] button.go`)));
  check((await json(page, at)).exit_date === await dayOf(page, 60), `${hand.name}: leaves on a day`);
  await page.goto("/bureau/historique");
  const rows = page.locator("table.list tbody tr");
  await then(page, hand.press(page, rows.first().locator("form button")));
  check(!(await json(page, at)).exit_date, `${hand.name}: the leaving is taken back`);
  await page.goto("/bureau/historique");
  await then(page, hand.press(page, rows.first().locator("th a")));
  check(/[Aa]nnul/.test(await page.locator("main").innerText()), `${hand.name}: the history tells what was taken back`);
}

async function twins(page, hand, name) {
  const one = await arrives(page, hand, name, "Ada", "2013-04-06", false), two = await arrives(page, hand, name, "Ada", "2013-04-06", true);
  await page.goto("/bureau/doublons");
  await then(page, hand.press(page, page.locator(`main a[href^="/bureau/doublons/"]`, { hasText: new RegExp(name, "i") })));
  check(await page.locator("main table.list").count() === 1, `${hand.name}: twins side by side`);
  await then(page, hand.press(page, page.locator("form[action$='/fusionner'] button.go")));
  const left = (await Promise.all([one, two].map((id) => page.request.get(`/bureau/eleves/${id}`)))).map((r) => r.status());
  check(left.toSorted().join() === "200,404", `${hand.name}: one of them is left`, left.join());
  await page.goto("/bureau/historique");
  await then(page, hand.press(page, page.locator("table.list tbody tr").first().locator("form button")));
  const back = (await Promise.all([one, two].map((id) => page.request.get(`/bureau/eleves/${id}`)))).map((r) => r.status());
  check(back.join() === "200,200", `${hand.name}: and both again, taken back`, back.join());
}

async function papers(page, hand, id) {
  const at = `/bureau/personnes/${id}/fichiers`;
  await page.goto(at);
  await page.setInputFiles("#f-file", join(files, "certificat.pdf"));         // the system's own window is not ours to drive
  await hand.write(page, page.locator("#f-title"), "Certificat");
  await then(page, hand.press(page, page.locator("form[action$='/documents'] button")));
  check(await page.locator(".files li", { hasText: "Certificat" }).count() === 1, `${hand.name}: a document is added`);
  await hand.press(page, page.locator(".files li summary"));
  await then(page, hand.press(page, page.locator(".files li button[formaction$='/fin']")));
  check(await page.locator(".files li").count() === 0, `${hand.name}: and taken away`);
  await hand.press(page, page.locator("details:has(form[action$='/reprendre']) > summary"));
  await then(page, hand.press(page, page.locator("form[action$='/reprendre'] button")));
  check(await page.locator(".files li", { hasText: "Certificat" }).count() === 1, `${hand.name}: and back`);
  await page.setInputFiles("#f-photo", join(files, "portrait.jpg"));
  await then(page, hand.press(page, page.locator("form[action$='/photo'] button:not(summary)")));
  check(await page.locator("img.portrait").evaluate((i) => i.complete && i.naturalWidth > 0), `${hand.name}: a photo is shown`);
  await hand.choose(page, page.locator("[name=image_right]"), "Refusé");
  await then(page, hand.press(page, page.locator("form[action$='/droit-image'] button")));
  check(await page.locator("img").count() === 0, `${hand.name}: no face where it was refused`);
}

async function runs(page, hand) {
  await page.goto("/bureau/photos");
  await page.setInputFiles("input[type=file]", join(files, "photos.zip"));
  await then(page, hand.press(page, page.locator("[data-drop] button")));
  for (let tries = 0; tries < 60 && await page.locator("section[role=status]").count(); tries++) { await page.waitForTimeout(250); await page.reload(); }
  await page.goto("/bureau/taches");
  check(/[Pp]hoto/.test(await page.locator("main table, main .rows").first().innerText()), `${hand.name}: what ran is told`);
}

export default async function hand(schools) {
  const v = await visitor(schools.demo, { height: 800 });
  await supervisor(v);
  for (const [way, i] of handsOf()) {
    const name = ["Orvault", "Vézelay"][i];
    const pupils = (await json(v.page, "/bureau/eleves?size=40")).items;
    await test(`by hand: comes and goes, ${way.name}`, () => comesAndGoes(v.page, way, name));
    await test(`by hand: twins, ${way.name}`, () => twins(v.page, way, `${name}-Double`));
    await test(`by hand: papers, ${way.name}`, () => papers(v.page, way, pupils[30 + i].id));
    await test(`by hand: jobs, ${way.name}`, () => runs(v.page, way));
  }
  check(v.seen.errors.length === 0, "by hand: the console stays silent", v.seen.errors);
  await v.context.close();
}
