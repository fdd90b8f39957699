// The browser tests: node run.mjs [NAME…]. TAP lines; ends 1 when one failed. They run in two rows side by side, each at a demo school of its own, for most of the
// time of each is waiting; then the sweep, which fills both cores by itself.
import { closeBrowser } from "./lib/browser.mjs";
import { anotherSchool, twoSchools } from "./lib/screens.mjs";
import { endSchools } from "./lib/school.mjs";
import { failures, test } from "./lib/tap.mjs";

const rows = [["journeys", "keyboard", "without-script", "live", "exports", "letters", "hand", "spreadsheet", "second", "connection", "away", "meals", "budgets"], ["grid", "grid-keys", "opened", "connections", "first", "start", "offline", "faces", "mailing"]];
const asked = process.argv.slice(2);

await test("browser", async () => {
  const first = await twoSchools();
  const run = async (schools, names) => { for (const name of names) await test(name, async () => (await import(`./tests/${name}.mjs`)).default(schools)); };
  if (asked.length) return run(first, asked);
  await Promise.all([run(first, rows[0]), anotherSchool().then((second) => run(second, rows[1]))]);
  return run(first, ["sweep"]);
});
await closeBrowser();
await endSchools();
process.exit(failures() ? 1 : 0);
