// S1, the rentrée: an empty base in the hands of somebody who reads only what the app says: files, accounts, letters, Spaces; then a pupil, a guardian, a teacher and an assistant
// sign in with what the letters say. By mouse one day and by keyboard alone the next (both with PREAU_TEST_ALL=1); what a hand does is counted, and the time the machine takes.
import { execFileSync } from "node:child_process";
import { visitor } from "../lib/browser.mjs";
import { handsOf, then } from "../lib/hands.mjs";
import { accountsOf, demoFiles, emptySchool, serve, stop, thisYear } from "../lib/school.mjs";
import { settled } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const mine = "orage papier tambour violet";
const main = (page) => page.locator("main").innerText();
/** A hand that counts what it presses, chooses and drops; what it types is counted beside it. */
const counting = (hand) => {
  const counted = { ...hand, actions: 0, typed: 0 };
  for (const act of ["press", "choose"]) counted[act] = (...words) => { counted.actions++; return hand[act](...words); };
  counted.write = (...words) => { counted.typed++; return hand.write(...words); };
  return counted;
};

/** LOGIN comes in for the first time with SECRET: a password, then what else is asked, one decision a page. */
async function comeIn(v, hand, login, secret) {
  const page = v.page;
  await page.goto("/connexion");
  await hand.write(page, page.locator("[name=login]"), login);
  await hand.write(page, page.locator("[name=password]"), secret);
  await then(page, hand.press(page, page.locator("button.go")));
  await hand.write(page, page.locator("[name=password]"), mine);
  await hand.write(page, page.locator("[name=password_again]"), mine);
  await then(page, hand.press(page, page.locator("main button.go")));
  for (let n = 0; n < 4 && /\/connexion\/premiere/.test(page.url()); n++) {
    const exact = page.locator("form[action$='/exactes'] button");
    await then(page, hand.press(page, await exact.count() ? exact : page.locator("main form[action$='/charte'] button")));
  }
}

const step = (page, name) => page.locator(".start > li", { hasText: name });
const stateOf = async (page, name) => (await step(page, name).getAttribute("class")) ?? "";
async function openStep(page, hand, name) {
  if (new URL(page.url()).pathname !== "/bureau/rentree") await then(page, hand.press(page, page.locator("nav.sub a[href='/bureau/rentree'], .rail a[href='/bureau/rentree']").first()));
  await then(page, hand.press(page, step(page, name).locator("a")));
}

/** The files are dropped on the page as they came. */
async function bring(page, hand, files) {
  await page.setInputFiles("input[type=file]", files);
  hand.actions++;
  await Promise.all([page.waitForURL(/imports\/\d+/), hand.press(page, page.locator("[data-drop] button"))]);
  await settled(page);
  await then(page, hand.press(page, page.locator("form[action$='/appliquer'] .bar button.go")));
  await settled(page);
}

/** Everybody's letters, as they are printed: login and first secret. */
async function print(page, hand) {
  await openStep(page, hand, "Comptes");
  await then(page, hand.press(page, page.locator("main .actions a.btn.go")));
  await then(page, hand.press(page, page.locator("main form button.go")));
  await then(page, hand.press(page, page.locator("main .actions a.btn.go")));
  await then(page, hand.press(page, page.locator("form[action*='/courriers/envoi'] button")));
  for (const step of ["verifier", "lancer"]) await then(page, hand.press(page, page.locator(`form[action*='/${step}'] button.go`)));
  const link = page.locator("a[href$='/fichier']");
  await link.waitFor({ timeout: 60000 });
  const [download] = await Promise.all([page.waitForEvent("download"), hand.press(page, link)]);
  const said = execFileSync("pdftotext", ["-layout", await download.path(), "-"], { encoding: "utf8", maxBuffer: 1 << 28 }), secrets = new Map();
  for (const m of said.matchAll(/Identifiant\s+(?::\s+)?(\S+)\s+Mot de passe provisoire\s+(?::\s+)?(\S+)/g)) secrets.set(m[1], m[2]);
  return secrets;
}

/** Somebody of KIND, with what their letter says, in a browser of their own. */
async function arrives(school, address, hand, secrets, kind, home, look) {
  const account = school.accounts.find((a) => a.kind === kind && secrets.has(a.login)), v = await visitor(address, look);
  check(account, `${hand.name}: ${kind} has a letter`, [...secrets.keys()].slice(0, 5));
  await comeIn(v, hand, account.login, secrets.get(account.login));
  check(new URL(v.page.url()).pathname === home, `${hand.name}: ${kind} comes to ${home}`, v.page.url());
  check(v.seen.errors.length === 0, `${hand.name}: ${kind}: the console stays silent`, v.seen.errors);
  const said = await main(v.page);
  await v.context.close();
  return said;
}

async function rentree(hand, files, folder) {
  const school = emptySchool(folder, thisYear()), address = await serve(school.folder, "--limits", "off"), v = await visitor(address), page = v.page, began = Date.now();
  await comeIn(v, hand, "superviseur", school.secret);
  await then(page, hand.press(page, page.locator("main a[href='/bureau/imports']")));
  await bring(page, hand, files);
  await then(page, hand.press(page, page.locator(".rail a[href='/bureau/rentree']")));
  check(/done/.test(await stateOf(page, "Élèves et responsables")) && /done/.test(await stateOf(page, "Professeurs et matières")), `${hand.name}: the list knows what came`);
  const secrets = await print(page, hand);
  school.accounts = accountsOf(school.folder);
  check(secrets.size === school.accounts.length - 1, `${hand.name}: everybody but the supervisor has a letter`, [secrets.size, school.accounts.length]);
  await then(page, hand.press(page, page.locator(".rail a[href='/bureau']").last()));
  for (const space of ["parents", "eleves", "professeurs"]) await then(page, hand.press(page, page.locator(`form[action='/bureau/publication/${space}/ouvrir'] button`)));
  check(/Mes enfants|Bonjour/.test(await arrives(school, address, hand, secrets, "guardian", "/parent", { width: 360, height: 740 })), `${hand.name}: a guardian is greeted`);
  const actions = hand.actions, typed = hand.typed, seconds = (Date.now() - began) / 1000;
  console.log(`# ${hand.name}: from the empty base to a guardian signed in: ${actions} presses, ${typed} fields typed, ${seconds.toFixed(1)} s`);
  check(actions <= 25 && seconds < 240, `${hand.name}: in 25 actions and four minutes`, [actions, seconds]);
  await arrives(school, address, hand, secrets, "pupil", "/eleve", { width: 360, height: 740 });
  await arrives(school, address, hand, secrets, "teacher", "/professeur");
  await arrives(school, address, hand, secrets, "staff", "/bureau");
  check((await page.goto("/direction")).status() === 200, `${hand.name}: the management has its Space`);
  await page.goto("/bureau/rentree");
  for (const name of ["Comptes", "Autorisations", "Identifiants", "Publier les Espaces"]) check(/done/.test(await stateOf(page, name)), `${hand.name}: « ${name} » is done`, await stateOf(page, name));
  check(v.seen.errors.length === 0, `${hand.name}: the console stays silent`, v.seen.errors);
  await v.context.close();
  await stop(address);
}

export default async function start() {
  const files = demoFiles();
  for (const [hand, i] of handsOf()) await test(`the rentrée, ${hand.name}`, () => rentree(counting(hand), files, `rentree-${i}`));
}
