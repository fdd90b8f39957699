// How a list of 2,500 feels: nothing holds the page up while it scrolls, and a key is seen at once. Figures for script/bench, as medians of five runs: it is not
// among the tests, for a time is no test.
import { visitor } from "../lib/browser.mjs";
import { idle, openList, walkTo } from "../lib/grid.mjs";
import { supervisor } from "../lib/screens.mjs";
import { demoSchool, serve, stop } from "../lib/school.mjs";
import { check } from "../lib/tap.mjs";

/** From the first row to the last and back, by wheel; the longest task in ms, and how many rows came. */
const scroll = (page) => page.evaluate(async () => {
  const pane = document.querySelector(".grid"), tasks = [], seen = new Set();
  const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => Math.round(e.duration))));
  watch.observe({ type: "longtask" });
  const frame = () => new Promise((yes) => requestAnimationFrame(yes));
  for (const step of [1200, -2400]) {
    for (let before = -1; before !== pane.scrollTop;) {
      before = pane.scrollTop;
      pane.scrollTop += step;
      await frame();
      for (const row of pane.querySelectorAll("tr[data-id]")) seen.add(row.dataset.id);
    }
    await new Promise((yes) => setTimeout(yes, 600));
    for (const row of pane.querySelectorAll("tr[data-id]")) seen.add(row.dataset.id);
  }
  await new Promise((yes) => setTimeout(yes, 200));
  watch.disconnect();
  return { longest: Math.max(0, ...tasks), tasks, rows: seen.size };
});

/** Keys of an edit (the letters, Enter) until they are painted, in ms. */
async function keys(page) {
  await page.evaluate(() => {
    window.painted = [];
    addEventListener("keydown", (e) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.painted.push(performance.now() - e.timeStamp);
      channel.port2.postMessage(0);
    }), true);
  });
  await walkTo(page, 0, "courriel");
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press("F2");
    await page.keyboard.type(`v${i}@ex.fr`);
    await page.keyboard.press("Enter");
  }
  await idle(page);
  const all = await page.evaluate(() => window.painted.sort((a, b) => a - b));
  return all[Math.floor(all.length * 0.95)];
}

export default async function speed() {
  const address = await serve(demoSchool("cite", "cite"), "--limits", "off"), v = await visitor(address);
  await supervisor(v);
  const longest = [], keyed = [], middle = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  let rows = 0;
  for (let run = 0; run < 5; run++) {
    await openList(v.page, "/bureau/eleves");
    await v.page.waitForTimeout(500);
    const one = await scroll(v.page);
    longest.push(one.longest);
    rows = Math.max(rows, one.rows);
    await openList(v.page, "/bureau/eleves?colonnes=courriel");
    keyed.push(Math.round(await keys(v.page)));
  }
  check(rows > 1000, "rows come as one scrolls", [rows]);
  check(v.seen.errors.length === 0, "speed: the console stays silent", v.seen.errors);
  console.log(`# ${rows} rows seen; longest task of each run: ${longest.join(", ")} ms; key to painted, p95 of each run: ${keyed.join(", ")} ms`);
  console.log(`figure;browser: 2,500 rows scrolled, longest task, median of 5;${middle(longest)};50`);
  console.log(`figure;browser: an edit, key to painted, p95, median of 5;${middle(keyed)};50`);
  await v.context.close();
  await stop(address);
}
