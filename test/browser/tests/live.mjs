// What others change appears by itself, one stream for all tabs of a browser, and whoever is at work there is not disturbed.
import { signIn, visitor } from "../lib/browser.mjs";
import { supervisor } from "../lib/screens.mjs";
import { password } from "../lib/school.mjs";
import { check } from "../lib/tap.mjs";

const rows = (page, n) => page.waitForFunction((count) => document.querySelectorAll("main .devices > li").length === count, n, { timeout: 15000 }).then(() => true, () => false);

export default async function live(schools) {
  const v = await visitor(schools.demo), streams = [], parts = [];
  await supervisor(v);
  await v.page.goto("about:blank");      // the home page listens too
  v.context.on("request", (r) => {
    if (/\/live\?/.test(r.url())) streams.push(r.url());
    if (/part=rows/.test(r.url())) parts.push(r);
  });
  const tabs = [v.page, await v.context.newPage(), await v.context.newPage()];
  for (const tab of tabs.slice(0, 2)) await tab.goto("/compte/connexions");
  await tabs[2].goto("/bureau/eleves");
  await v.page.waitForTimeout(1500);
  const opened = streams.length, field = v.page.locator("main [name=device]").first();
  await field.fill("à moitié tapé");
  await field.evaluate((input) => { input.focus(); input.setSelectionRange(3, 5); window.kept = input; });
  const before = await v.page.locator("main .devices > li").count();
  const other = await visitor(schools.demo);
  await signIn(other, "superviseur", password);
  check(await rows(v.page, before + 1) && await rows(tabs[1], before + 1), "a sign-in elsewhere appears in two tabs that were not asked to look");
  const kept = await v.page.evaluate(() => ({ focus: document.activeElement === window.kept, text: window.kept.value, caret: [window.kept.selectionStart, window.kept.selectionEnd] }));
  check(kept.focus && kept.text === "à moitié tapé" && kept.caret.join() === "3,5", "focus, text and caret stay", kept);
  check(streams.length === opened && opened <= 2, "one tab listens for all", streams);
  check(parts.length === 2 && parts.every((r) => r.headers()["preau-live"]), "and no other part was asked for", parts.map((r) => r.url()));
  await v.page.close();
  await tabs[1].waitForTimeout(1500);
  await other.page.goto("/compte/connexions");
  await Promise.all([other.page.waitForURL("**/connexion"), other.page.locator("form[action='/deconnexion'] button").first().click()]);
  check(await rows(tabs[1], before), "when the tab that listened is closed, another does");
  check(v.seen.errors.length === 0, "nothing was said in the console", v.seen.errors);
  await other.context.close();
  await v.context.close();
}
