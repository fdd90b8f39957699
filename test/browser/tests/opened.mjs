// Everything that opens, opened: each menu and each popover of a list, of a record and of the home page, and the palette; axe finds nothing in any of them (A11Y-01).
import { violations } from "../lib/axe.mjs";
import { visitor } from "../lib/browser.mjs";
import { items } from "../lib/grid.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const nothing = async (page, what) => { const found = await violations(page); check(found.length === 0, `axe finds nothing: ${what}`, found); };
const shown = (page, selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);

async function menus(page, what) {
  const there = await shown(page, "details.pop > summary");
  for (let n = 0; n < there; n++) {
    const menu = page.locator("details.pop:visible").nth(n);
    await menu.locator("> summary").click();
    check(await menu.evaluate((d) => d.open && [...d.children].some((c) => c.tagName !== "SUMMARY" && c.checkVisibility())), `${what}: menu ${n + 1} of ${there} opens`);
    await nothing(page, `${what}, menu « ${(await menu.locator("> summary").innerText()).trim().slice(0, 30)} »`);
    await page.keyboard.press("Escape");
    if (await menu.evaluate((d) => d.open)) await menu.locator("> summary").click();
  }
  return there;
}

async function popovers(page, what) {
  const ids = await page.locator("[popover]").evaluateAll((all) => all.filter((one) => one.id).map((one) => one.id));
  for (const id of ids) {
    await page.evaluate((one) => { document.getElementById(one).hidden = false; document.getElementById(one).showPopover(); }, id);
    check(await page.locator(`#${id}:popover-open`).count() === 1, `${what}: #${id} opens`);
    await nothing(page, `${what}, #${id} open`);
    await page.evaluate((one) => document.getElementById(one).hidePopover(), id);
  }
  return ids.length;
}

async function palette(page, what) {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("ma");
  await page.locator("[role=option]").first().waitFor();
  await nothing(page, `${what}, the palette open`);
  await page.keyboard.press("Escape");
}

export default async function opened(schools) {
  const v = await visitor(schools.demo, { height: 800, theme: "dark" }), { page } = v, seen = { menus: 0, popovers: 0 };
  await supervisor(v);
  const few = (await items(page, "/bureau/eleves?size=6")).map((one) => one.id);
  for (const [what, path] of [["list", `/bureau/eleves?ids=${few.join()}`], ["record", `/bureau/eleves/${few[0]}`], ["home", "/bureau"]])
    await test(`opened: ${what}`, async () => {
      await page.goto(path);
      await page.waitForLoadState("load");
      seen.menus += await menus(page, what);
      seen.popovers += await popovers(page, what);
      await palette(page, what);
    });
  check(seen.menus >= 5 && seen.popovers >= 6, "there was something to open", JSON.stringify(seen));
  check(v.seen.errors.length === 0, "opened: the console stays silent", v.seen.errors);
  await v.context.close();
}
