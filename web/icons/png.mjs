// Makes the icons of the installed page again, out of icon.svg: node web/icons/png.mjs. Not part of the build: the results are committed.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser, closeBrowser } from "../../test/browser/lib/browser.mjs";

const here = dirname(fileURLToPath(import.meta.url)), svg = readFileSync(join(here, "icon.svg"), "utf8");
// A maskable one is cut by the phone into the shape it likes: the ground fills all of it.
const full = svg.replace(' rx="9"', "");
try {
  for (const [name, size, shape] of [["icon-192.png", 192, svg], ["icon-512.png", 512, svg], ["icon-mask.png", 512, full], ["icon-apple.png", 180, full]]) {
    const page = await (await openBrowser()).newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body { margin: 0 } svg { width: ${size}px; height: ${size}px; display: block }</style>${shape}`);
    await page.screenshot({ path: join(here, name), omitBackground: true });
    await page.close();
  }
} finally {
  await closeBrowser();
}
