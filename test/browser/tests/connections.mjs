// Who is signed in, live; a session ended by force; one's own devices and password: one day by mouse and one by keyboard alone.
import { signIn, visitor } from "../lib/browser.mjs";
import { handsOf, then } from "../lib/hands.mjs";
import { password } from "../lib/school.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const another = "agrafe pile cheval bleu";
const teachers = (page) => page.locator(".figures tbody tr:nth-child(2) td").first().innerText().then(Number);
const becomes = (page, n) => page.waitForFunction((wanted) => Number(document.querySelector(".figures tbody tr:nth-child(2) td")?.textContent) === wanted, n, { timeout: 5000 }).then(() => true, () => false);
const signedOut = (v) => v.page.locator("form[action='/connexion']").count().then((n) => n === 1);

/** The figures of the home page follow, and the session behind one is ended. */
async function byForce(schools, desk, hand) {
  await desk.page.goto("/bureau");
  const before = await teachers(desk.page), other = await visitor(schools.demo);
  await signIn(other, schools.teacher, password);
  check(await becomes(desk.page, before + 1), `${hand.name}: a sign-in shows in the figures within five seconds`, await teachers(desk.page));
  await then(desk.page, hand.press(desk.page, desk.page.locator("main a[href='/bureau/connexions-en-cours']")));
  const row = desk.page.locator("main a[href='/bureau/connexions-en-cours?qui=professeurs']");
  await Promise.all([desk.page.waitForURL(/qui=professeurs/), hand.press(desk.page, row)]);     // a list notes its row in the page's own history first (keys.js)
  const rows = desk.page.locator("main table.by-row tbody tr");
  const count = await rows.count();
  check(count === before + 1, `${hand.name}: behind a figure, its sessions`, `${count}, and ${before} before`);
  const who = await rows.first().locator("th").innerText();
  await then(desk.page, hand.press(desk.page, rows.first().locator("form button")));
  check((await desk.page.locator("main").innerText()).includes(who) && await becomes(desk.page, before), `${hand.name}: it is closed, and told by whom`);
  await other.page.goto("/bureau");
  check(await signedOut(other), `${hand.name}: whose it was signs in again`);
  await other.context.close();
}

async function devices(schools, hand, name) {
  const one = await visitor(schools.demo), two = await visitor(schools.demo);
  for (const v of [one, two]) await signIn(v, schools.guardian, password);
  await then(one.page, hand.press(one.page, one.page.locator(".rail a[href='/compte']")));
  await then(one.page, hand.press(one.page, one.page.locator("main a[href='/compte/connexions']")));
  const current = one.page.locator(".devices > li:has(.tag)");
  await hand.write(one.page, current.locator("[name=device]"), name);
  await then(one.page, hand.press(one.page, current.locator("form.rename button")));
  check(await current.locator("[name=device]").inputValue() === name, `${hand.name}: a device has the name its owner gave`);
  await then(one.page, hand.press(one.page, one.page.locator("form[action='/compte/connexions/autres'] button")));
  check(await one.page.locator(".devices > li").count() === 1, `${hand.name}: all others are closed`);
  await two.page.goto("/");
  check(await signedOut(two), `${hand.name}: and must sign in again`);
  await then(one.page, hand.press(one.page, one.page.locator("main a[href='/']")));
  check(one.seen.errors.length === 0, `${hand.name}: the console stays silent`, one.seen.errors);
  for (const v of [one, two]) await v.context.close();
}

async function change(schools, hand, before, after) {
  const v = await visitor(schools.demo), { page } = v;
  await signIn(v, schools.pupil, before);
  await then(page, hand.press(page, page.locator(".rail a[href='/compte']")));
  await then(page, hand.press(page, page.locator("main a[href='/compte/mot-de-passe']")));
  const fill = async (old) => {
    await hand.write(page, page.locator("[name=old]"), old);
    for (const field of ["password", "password_again"]) await hand.write(page, page.locator(`[name=${field}]`), after);
    await then(page, hand.press(page, page.locator("main button.go")));
  };
  await fill("pas le bon");
  check(await page.locator("[name=old][aria-invalid]").count() === 1, `${hand.name}: a wrong old password is told at its field`);
  await fill(before);
  check(await page.locator("main [role=status]:not([hidden])").count() === 1, `${hand.name}: the password is changed`);
  await then(page, page.request.post("/deconnexion", { headers: { Origin: new URL(page.url()).origin } }).then(() => page.goto("/connexion")));
  await signIn(v, schools.pupil, after);
  check(!await signedOut(v), `${hand.name}: and opens the door`);
  await v.context.close();
}

/** The palette leads to both. */
async function palette(desk) {
  await desk.page.goto("/bureau/recherche?q=mot+de+passe");
  check(await desk.page.locator("main a[href='/compte/mot-de-passe']").count() > 0, "the search offers another password");
  await desk.page.goto("/bureau/recherche?q=mes+connexions");
  check(await desk.page.locator("main a[href='/compte/connexions']").count() > 0, "and one's devices");
}

export default async function connections(schools) {
  const desk = await visitor(schools.demo, { height: 900 });
  await supervisor(desk);
  const secrets = [password, another];
  for (const [hand, i] of handsOf(1)) {
    await test(`connections: by force, ${hand.name}`, () => byForce(schools, desk, hand));
    await test(`connections: devices, ${hand.name}`, () => devices(schools, hand, ["Téléphone de poche", "Ordinateur du salon"][i]));
    await test(`connections: password, ${hand.name}`, () => change(schools, hand, ...secrets));
    secrets.reverse();
  }
  await test("connections: palette", () => palette(desk));
  check(desk.seen.errors.length === 0, "connections: the console stays silent", desk.seen.errors);
  await desk.context.close();
}
