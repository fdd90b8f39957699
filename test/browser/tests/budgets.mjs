// What a page costs, as the network sees it: compressed bytes and requests of a first visit. The figures are printed.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { visitor } from "../lib/browser.mjs";
import { supervisor } from "../lib/screens.mjs";
import { root } from "../lib/school.mjs";
import { check } from "../lib/tap.mjs";

async function cost(v, path) {
  v.seen.requests.length = 0;
  await v.page.goto(path, { waitUntil: "load" });
  await v.page.waitForTimeout(1000);            // not until the network is idle: a live page's never is
  const all = await Promise.all(v.seen.requests.filter((r) => !/\/live\b(?!-)/.test(new URL(r.url()).pathname)).map(async (r) => {
    const sizes = await r.sizes();
    return { url: new URL(r.url()).pathname, type: r.resourceType(), bytes: sizes.responseBodySize + sizes.responseHeadersSize };
  }));
  for (const r of all) console.log(`# ${path}: ${r.url} ${r.bytes} bytes`);
  const font = all.filter((r) => r.type === "font");
  return { all, font, requests: all.length, bytes: all.reduce((n, r) => n + r.bytes, 0), fontBytes: font.reduce((n, r) => n + r.bytes, 0) };
}

export default async function budgets(schools) {
  const stranger = await visitor(schools.demo);
  const sign = await cost(stranger, "/connexion");
  console.log(`# /connexion: ${sign.requests} requests, ${sign.bytes} bytes`);
  check(sign.requests <= 3 && sign.bytes <= 20 * 1024, "/connexion: 3 requests, 20 KB");
  check(!sign.all.some((r) => r.type === "script" || r.type === "font"), "/connexion: no script, no font");
  await stranger.context.close();
  const desk = await visitor(schools.demo);
  await supervisor(desk);
  await desk.context.clearCookies({ name: "none" });
  const fresh = await visitor(schools.demo);
  await fresh.context.addCookies(await desk.context.cookies());
  const home = await cost(fresh, "/bureau");
  console.log(`# /bureau: ${home.requests} requests, ${home.bytes - home.fontBytes} bytes, font ${home.fontBytes} bytes`);
  check(home.bytes - home.fontBytes <= 60 * 1024, "/bureau: 60 KB, font apart");
  check(home.font.length === 1 && home.fontBytes <= 36 * 1024, "one font, 36 KB");
  const list = await cost(fresh, "/bureau/eleves"), js = (all, of) => all.filter((r) => r.type === "script" && of.test(r.url)).reduce((n, r) => n + r.bytes, 0);
  const desk_ = js(home.all, /./), engine = js(list.all, /\/(grid|grid_edit|record)-/);
  console.log(`# the desk's scripts: ${desk_} bytes compressed; those of lists: ${engine}`);
  check(desk_ > 0 && desk_ <= 15 * 1024, "the desk's scripts: 15 KB, compressed");
  check(engine > 0 && engine <= 25 * 1024, "those of lists besides: 25 KB, compressed");
  const scripts = readdirSync(join(root, "web/js")).filter((f) => f !== "secret.js").map((f) => readFileSync(join(root, "web/js", f), "utf8"));
  check(!scripts.some((s) => /[àâçéèêëîïôùûœ]/i.test(s) || /<(li|tr|td|a|p|div|span)\b/.test(s)), "no French and no rows in them");
  for (const v of [desk, fresh]) await v.context.close();
}
