// « Diagnostic de la connexion »: every check says what it found, in words; a server that does not answer, a clock that is wrong, a stream that is held back are told apart; the report
// names nobody; nobody else is asked.
import { visitor } from "../lib/browser.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check } from "../lib/tap.mjs";

const done = (page) => page.locator("[data-done]:not([hidden])").waitFor({ timeout: 60000 });
const row = async (page, name) => (await page.locator(`[data-check=${name}]`).innerText()).replace(/\s+/g, " ");
/** What the row says it is: ok, look or fail. */
const is = (page, name) => page.locator(`[data-check=${name}] [data-is]:not([hidden])`).getAttribute("data-is");

async function whole(v) {
  const { page } = v;
  await page.goto("/aide/connexion");
  await done(page);
  for (const name of ["online", "reach", "secure", "clock", "stream", "cookies", "storage", "proxy"]) check(await is(page, name) === "ok", `${name} is well here`, await row(page, name));
  check(/\d+ ms/.test(await row(page, "latency")) && /\d+ kbit\/s/.test(await row(page, "throughput")), "times and rates are told as numbers");
  const report = await page.locator("[data-report]").inputValue(), who = await page.locator(".who b").first().innerText().catch(() => "Superviseur");
  check(report.split("\n").length > 18 && /ms/.test(report) && /Chrom/.test(report), "the report says it all", report);
  check(!report.includes(who) && !/\d+\.\d+\.\d+\.\d+(?!\.)\b/.test(report.replace(/Chrom\S+|127\.0\.0\.1:\d+/g, "")), "the report names nobody, and no whole address", report);
  await page.locator("[data-copy]").click();
  await page.locator("[data-copied]:not([hidden]), details[open] [data-report]").first().waitFor();
  check(v.seen.foreign.length === 0, "nobody else is asked", v.seen.foreign.join(" "));
}

/** Small requests are never answered, nor does the stream begin (each check waits less here); the clock is ten minutes off; a proxy says its name. */
async function broken(v) {
  const { page } = v;
  await page.route("**/healthz", () => {});
  await page.route("**/live?topics=session", () => {});
  await page.route("**/aide/connexion", async (r) => {
    const answer = await r.fetch();
    if (r.request().headers().accept !== "application/json")
      return r.fulfill({ response: answer, body: (await answer.text()).replace('data-within="8000"', 'data-within="700"') });
    const said = await answer.json();
    await r.fulfill({ response: answer, json: { ...said, at: new Date(Date.parse(said.at) - 600000).toISOString(), via: true } });
  });
  await page.goto("/aide/connexion");
  await done(page);
  check(await is(page, "reach") === "fail" && /n’a pas répondu à temps/.test(await row(page, "reach")), "a server that is not reached is said so, with what to do", await row(page, "reach"));
  check(await is(page, "latency") === "fail" && await is(page, "throughput") !== "fail", "each check fails by itself", await row(page, "throughput"));
  check(await is(page, "stream") === "look" && /retient ou coupe/.test(await row(page, "stream")), "a stream that is held back is told", await row(page, "stream"));
  check(await is(page, "clock") === "look" && /10 min/.test(await row(page, "clock")), "a clock ten minutes off is told", await row(page, "clock"));
  check(await is(page, "proxy") === "look" && await is(page, "cookies") === "ok", "a proxy that says its name is told", await row(page, "proxy"));
  check(/n’a pas répondu à temps/.test(await page.locator("[data-report]").inputValue()), "and the report says so");
}

export default async function connection(schools) {
  const v = await visitor(schools.demo), plain = await visitor(schools.demo, { script: false });
  await supervisor(v);
  await whole(v);
  await plain.context.addCookies(await v.context.cookies());
  await plain.page.goto("/aide/connexion");
  check(!await plain.page.locator("[data-connection]").isVisible() && await plain.page.locator("[data-saw] dt").count() >= 5, "without script the page says what the server saw");
  await broken(v);
  await v.context.close();
  await plain.context.close();
}
