// The first sign-in, screen by screen, of a teacher, a guardian and a pupil, one day by mouse and one by keyboard alone; then a parent gives their child another first secret.
import { violations } from "../lib/axe.mjs";
import { visitor } from "../lib/browser.mjs";
import { handsOf, mouse, then } from "../lib/hands.mjs";
import { newSecret } from "../lib/school.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const mine = "orage papier tambour violet";
const path = (page) => new URL(page.url()).pathname;
const told = (page) => page.locator("[data-meter] [data-level]:visible").innerText();

async function signsIn(page, hand, login, secret) {
  await page.goto("/connexion");
  await hand.write(page, page.locator("[name=login]"), login);
  await hand.write(page, page.locator("[name=password]"), secret);
  await then(page, hand.press(page, page.locator("button.go")));
}

async function password(page, hand, what) {
  check(await page.locator("[data-meter]").isHidden(), `${what}: nothing is said of a password before it is typed`);
  const said = [];
  for (const text of ["court", "abcdefghijklmnop", mine]) {
    await hand.write(page, page.locator("[name=password]"), text);
    said.push(await told(page));
  }
  check(new Set(said).size === 3 && /court/.test(said[0]) && /facile/.test(said[1]), `${what}: what it is worth is told while it is typed`, said);
  await hand.write(page, page.locator("[name=password_again]"), mine);
  await then(page, hand.press(page, page.locator("main button.go")));
}

async function contact(page, hand, what) {
  check(path(page) === "/connexion/premiere/coordonnees", `${what}: then address and telephone`, path(page));
  await hand.press(page, page.locator("details summary"));
  await hand.write(page, page.locator("[name=email]"), "pas une adresse");
  await page.locator("[name=email]").evaluate((field) => { field.type = "text"; });       // the browser's own word comes first otherwise
  await then(page, hand.press(page, page.locator("details form button")));
  check(await page.locator("[name=email][aria-invalid]").count() === 1, `${what}: an address that is none is told at its field`);
  await hand.write(page, page.locator("[name=email]"), "premier@exemple.fr");
  await then(page, hand.press(page, page.locator("details form button")));
  check((await page.locator("dl.pairs").innerText()).includes("premier@exemple.fr"), `${what}: the right one is kept, and shown`);
  await then(page, hand.press(page, page.locator("form[action$='/exactes'] button")));
}

async function first(schools, hand, login, kind) {
  const what = `${hand.name}, ${kind}`, v = await visitor(schools.demo), { page } = v;
  await signsIn(page, hand, login, newSecret(schools.folder, login));
  check(path(page) === "/connexion/premiere", `${what}: a first secret leads to one's own password`, path(page));
  await password(page, hand, what);
  await contact(page, hand, what);
  check(path(page) === "/connexion/premiere/charte", `${what}: last the charter`, path(page));
  await page.goto("/compte/connexions");
  check(path(page) === "/connexion/premiere/charte", `${what}: nothing else opens before`, path(page));
  const found = await violations(page);
  check(found.length === 0, `${what}: axe finds nothing`, found);
  await then(page, hand.press(page, page.locator("main button.go")));
  check(["/", "/bureau", "/professeur", "/parent", "/eleve"].includes(path(page)), `${what}: and one is in`, path(page));
  check(v.seen.errors.length === 0, `${what}: the console stays silent`, v.seen.errors);
  return v;
}

async function child(v, hand) {
  const { page } = v, what = `${hand.name}, a parent`;
  await then(page, hand.press(page, page.locator("nav a[href='/compte']").first()));
  await then(page, hand.press(page, page.locator("main a[href='/compte/enfants']")));
  await then(page, hand.press(page, page.locator("form[action^='/compte/enfants/'] button")));
  const secret = await page.locator(".secret").innerText(), login = await page.locator("dd b").first().innerText();
  check(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/.test(secret), `${what}: a new first secret of their child is shown`, secret);
  const other = await visitor(v.address);
  await signsIn(other.page, mouse, login, secret);
  check(path(other.page) === "/connexion/premiere", `${what}: with which the child comes in`, path(other.page));
  await other.context.close();
}

/** Whoever has an account: of guardians, those who answer for somebody. */
async function everybody(schools) {
  const v = await visitor(schools.demo);
  await supervisor(v);
  const { items } = await (await v.page.request.get("/bureau/comptes?size=5000", { headers: { Accept: "application/json" } })).json();
  await v.context.close();
  return items.filter((a) => a.state === "personalised" && (a.kind !== "guardian" || a.children));
}

export default async function run(schools) {
  const all = await everybody(schools);
  for (const [hand, i] of handsOf(1))
    for (const kind of ["teacher", "pupil", "guardian"])
      await test(`${hand.name}: the first sign-in of a ${kind}`, async () => {
        const login = all.filter((a) => a.kind === kind).at(-2 - i).login, v = await first(schools, hand, login, kind);
        if (kind === "guardian") await child(v, hand);
        await v.context.close();
      });
}
