// A quarter of the screens in light and wide, another in dark and narrow, others the next day (all of them in all four looks with PREAU_TEST_ALL=1): axe finds nothing
// (A11Y-01), nothing sticks out at 360 and at 320 px (A11Y-04), the console is silent, nobody else is asked for anything (P-33), no cookie but the session's and the device's.
import { violations } from "../lib/axe.mjs";
import { overflow, overflows, signIn, visitor } from "../lib/browser.mjs";
import { closedScreens, deskScreens, firstPassword, firstScreens, forbidden, publish, secondScreens, show, spaceScreens, strangerScreens, supervisor, tooManyTries } from "../lib/screens.mjs";
import { password } from "../lib/school.mjs";
import { check, test } from "../lib/tap.mjs";

/** The text spacing of WCAG 1.4.12. */
const spaced = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }";

async function look(v, name, width, theme) {
  const { page, seen } = v, what = `${name}, ${width} px, ${theme}`;
  const before = seen.errors.length;
  const found = await violations(page), wide = await overflow(page);
  const hidden = await page.evaluate(() => [...document.querySelectorAll("main :is(table, h1, h2, form)")].filter((e) => !e.closest("details:not([open]), [popover], dialog, [hidden], template, .actbar") && getComputedStyle(e).display === "none")
    .map((e) => e.outerHTML.slice(0, 100)));
  check(hidden.length === 0, `${what}: no table, heading or form is out of sight`, hidden);
  for (const narrow of width < 400 ? [320] : [640]) {        // 640: 1280 px at 200 %
    await page.setViewportSize({ width: narrow, height: 740 });
    const [plain, wider] = await overflows(page, spaced);
    wide.push(...plain, ...wider.map((w) => `with wide spacing: ${w}`));
    await page.setViewportSize({ width, height: 740 });
  }
  seen.errors.length = before;        // what axe itself may have said
  const cookies = (await v.context.cookies()).filter((c) => !["sid", "dev"].includes(c.name)).map((c) => `cookie ${c.name}`);
  check(found.length === 0, `${what}: axe finds nothing`, found);
  check(wide.length === 0, `${what}: nothing sticks out`, wide);
  return cookies;
}

const all = process.env.PREAU_TEST_ALL === "1", today = Math.floor(Date.now() / 86400000);

/** One look of the screens that SHOW takes a visitor of ADDRESS through. */
async function sweepOf(address, [width, theme], screens) {
  const v = await visitor(address, { width, height: 740, theme }), cookies = [];
  const list = typeof screens === "function" ? await screens(v) : screens;
  for (const [i, screen] of list.entries())
    if (all || (i + today + 2 * (width < 400)) % 4 === 0)
      await test(`${screen.name}, ${width} px, ${theme}`, async () => { await show(v, screen); cookies.push(...await look(v, screen.name, width, theme)); });
  const what = `${list[0].name} and what follows, ${width} px, ${theme}`;
  check(cookies.length === 0, `${what}: no cookie but the session's and the device's`, cookies);
  check(v.seen.errors.length === 0, `${what}: the console stays silent`, v.seen.errors);
  check(v.seen.foreign.length === 0, `${what}: nobody else is asked for anything`, v.seen.foreign);
  await v.context.close();
}

export default async function sweep(schools) {
  const looks = [[1280, "light"], [360, "dark"]];
  if (all) looks.push([1280, "dark"], [360, "light"]);
  const chief = await visitor(schools.demo);
  await supervisor(chief);
  await publish(chief, false);
  await Promise.all(looks.map(async (one) => {
    await sweepOf(schools.demo, one, strangerScreens);
    await sweepOf(schools.demo, one, async (v) => { await supervisor(v); return deskScreens(v); });
    await sweepOf(schools.demo, one, async (v) => { await signIn(v, schools.teacher, password); return [forbidden]; });
    await sweepOf(schools.demo, one, async (v) => { await signIn(v, schools.guardian, password); return closedScreens; });
  }));
  await publish(chief, true);
  for (const [kind, screens] of Object.entries(spaceScreens))
    await Promise.all(looks.map((one) => sweepOf(schools.demo, one, async (v) => { await signIn(v, schools[kind] ?? "superviseur", password); return screens; })));
  await chief.context.close();
  for (const one of looks) await sweepOf(schools.demo, one, secondScreens(schools.staff));        // one card at a time
  for (const one of looks)            // the first secret is one at a time
    if (all || one === looks[today % looks.length])
      await sweepOf(schools.demo, one, firstScreens(schools.folder));
  for (const one of looks)
    await sweepOf(schools.empty, one, [{ name: "too-many", go: tooManyTries }, { name: "first-password", go: (page) => firstPassword(page, schools.newcomer()) }]);
}
