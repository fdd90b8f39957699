// A guardian takes a meal away on a phone and puts it back; the desk's page of that day follows while it is open. In the holidays there is none to take away, and the page says so.
import { violations } from "../lib/axe.mjs";
import { overflow, signIn, visitor } from "../lib/browser.mjs";
import { handsOf, then } from "../lib/hands.mjs";
import { password } from "../lib/school.mjs";
import { publish, supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const json = async (page, path) => (await page.request.get(path, { headers: { Accept: "application/json" } })).json();
const changed = (page, n) => page.waitForFunction((wanted) => document.querySelectorAll("main .board a[href$='/repas']").length === wanted, n, { timeout: 5000 }).then(() => true, () => false);

async function aMeal(schools, desk, hand) {
  const v = await visitor(schools.demo, { width: 360, height: 740 }), { page } = v;
  await signIn(v, schools.guardian, password);
  const links = page.locator(".kid a[href$='/repas']"), all = await links.evaluateAll((found) => found.map((a) => a.getAttribute("href")));
  const open = [];
  for (const path of all) open.push(...(await json(page, path)).coming.flatMap((d) => d.meals.filter((m) => m.open && m.eats).map((m) => ({ path, day: d.day, meal: m.meal }))));
  if (!open.length) {
    await page.goto(all[0]);
    check(/mange|Aucun repas/.test(await page.locator("main").innerText()), `${hand.name}: nothing can be taken away now, and the page says what there is`);
    return v.context.close();
  }
  const { path, day } = open[0], before = (await json(desk.page, `/bureau/repas?jour=${day}`)).changes.length;
  await desk.page.goto(`/bureau/repas?jour=${day}`);
  await then(page, hand.press(page, page.locator(`.kid a[href='${path}']`)));
  await then(page, hand.press(page, page.locator("#jours button").first()));
  const row = page.locator("#jours li", { has: page.locator("button") }).first();
  check(/ne mange pas/.test(await row.innerText()) && /changé pour ce jour/.test(await row.innerText()), `${hand.name}: a meal is taken away in two presses from the home`, await row.innerText());
  check(await changed(desk.page, before + 1), `${hand.name}: the desk sees who does not come`);
  check((await violations(page)).length === 0 && (await overflow(page)).length === 0, `${hand.name}: axe, and nothing sticks out`, await violations(page));
  const again = row.locator("button");
  check(/^Remettre : déjeuner, /i.test(await again.getAttribute("aria-label")), `${hand.name}: the button says which meal of which day`, await again.getAttribute("aria-label"));
  await then(page, hand.press(page, again));
  check(await changed(desk.page, before), `${hand.name}: and that they come after all`);
  check(v.seen.errors.length === 0, `${hand.name}: the console stays silent`, v.seen.errors);
  return v.context.close();
}

export default async function meals(schools) {
  const desk = await visitor(schools.demo);
  await supervisor(desk);
  await publish(desk, true);
  for (const [hand] of handsOf(1)) await test(`meals, ${hand.name}`, () => aMeal(schools, desk, hand));
  await desk.context.close();
}
