// axe over the page as it stands: what it finds, in lines.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"];

export async function violations(page) {
  const door = await page.context().newCDPSession(page);      // past the page's own policy, which rightly refuses scripts made of text
  await door.send("Runtime.evaluate", { expression: axe });
  await door.detach();
  const found = await page.evaluate((run) => window.axe.run(document, run), { runOnly: tags, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] });
  return found.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.html.slice(0, 160)} (${n.failureSummary?.split("\n")[1]?.trim()})`));
}
