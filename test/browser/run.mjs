// The browser tests: node run.mjs [NAME…]. TAP lines; ends 1 when one failed.
import { closeBrowser } from "./lib/browser.mjs";
import { twoSchools } from "./lib/screens.mjs";
import { endSchools } from "./lib/school.mjs";
import { failures, test } from "./lib/tap.mjs";

const all = ["journeys", "keyboard", "without-script", "live", "grid", "grid-keys", "exports", "hand", "spreadsheet", "connections", "second", "offline", "budgets", "sweep"];
const asked = process.argv.slice(2);

await test("browser", async () => {
  const schools = await twoSchools();
  for (const name of asked.length ? asked : all) await test(name, async () => (await import(`./tests/${name}.mjs`)).default(schools));
});
await closeBrowser();
await endSchools();
process.exit(failures() ? 1 : 0);
