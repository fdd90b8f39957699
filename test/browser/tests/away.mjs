// A Space without network: what one could read is there, with its age; nothing of it is anybody else's, nothing stays where nobody is any more, nothing lies there in clear.
import { violations } from "../lib/axe.mjs";
import { overflow, signIn, visitor } from "../lib/browser.mjs";
import { then } from "../lib/hands.mjs";
import { accountsOf, demoSchool, password, serve, serveAt, stop } from "../lib/school.mjs";
import { publish, supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const phone = { width: 360, height: 740, workers: "allow" };
const path = (page) => new URL(page.url()).pathname;
const main = (page) => page.locator("main").innerText();
const note = (page) => page.locator("#away");
const child = (page) => page.locator(".kid h2").first().innerText();
/** What is on the screen, an error of the browser's own too. */
const content = async (page) => {
  for (let tries = 0; tries < 20; tries++) {
    const html = await page.content().catch(() => null);
    if (html !== null) return html;
    await page.waitForTimeout(100);
  }
  throw new Error("the page does not come to rest");
};
const origin = (page) => ({ headers: { Origin: new URL(page.url()).origin } });

/** What this browser keeps of the school: databases, rows, caches, workers. `text`: every byte of every row, as somebody would look for a name in it. */
const kept = (page) => page.evaluate(async () => {
  const all = { databases: (await indexedDB.databases()).map((d) => d.name), pages: [], about: null, key: null, text: "", caches: await caches.keys(), files: [],
    workers: (await navigator.serviceWorker.getRegistrations()).length };
  for (const name of all.caches) all.files.push(...(await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname));
  if (!all.databases.includes("away")) return all;
  const got = (asked) => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = () => no(asked.error); });
  const asked = indexedDB.open("away");
  asked.onupgradeneeded = () => asked.transaction.abort();       // gone since: not made anew
  const db = await got(asked).catch(() => null), store = (name) => db.transaction(name).objectStore(name);
  if (!db) return all;
  const rows = await got(store("pages").getAll()), keys = await got(store("keys").getAll());
  all.about = await got(store("about").get("about")) ?? null;
  db.close();
  all.pages = rows.map((r) => ({ path: r.path, account: r.account }));
  all.key = keys[0] && { extractable: keys[0].extractable, count: keys.length, taken: await crypto.subtle.exportKey("raw", keys[0]).then(() => true, () => false) };
  for (const row of rows) for (const value of Object.values(row)) all.text += value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? ["utf-8", "utf-16le", "latin1"].map((code) => new TextDecoder(code).decode(value)).join(" ") : `${value} `;
  return all;
});

const nothing = (what) => !what.databases.includes("away") && !what.pages.length && !what.caches.length;

/** Until what stands in the menu has been fetched. */
async function gathered(page) {
  for (let tries = 0; tries < 100; tries++) {
    const what = await kept(page);
    if (what.about?.round) return what;
    await page.waitForTimeout(100);
  }
  throw new Error(`nothing was gathered: ${JSON.stringify(await kept(page))}`);
}

async function arrive(address, login, look = phone) {
  const v = await visitor(address, look);
  await signIn(v, login, password);
  return v;
}

/** Errors that no network makes are no fault. */
const faults = (v) => v.seen.errors.filter((e) => !/ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|FAILED|EMPTY_RESPONSE)|Failed to fetch|navigation preload/.test(e));

/** The worker learns of the network a moment after the page. */
async function cut(v, off) {
  await v.context.setOffline(off);
  if (off) return;
  await v.page.waitForTimeout(200);
  await v.page.evaluate(() => dispatchEvent(new Event("online"))).catch(() => {});
}

// ---- reading ----

async function reads(s) {
  const v = await arrive(s.address, s.guardian), { page } = v, name = await child(page);
  const what = await gathered(page), paths = what.pages.map((p) => p.path);
  for (const one of ["/parent", "/parent/annee", "/parent/demarches", "/compte", "/hors-connexion"]) check(paths.includes(one), `${one} of the bar is held`, paths);
  check(paths.some((p) => /^\/parent\/enfants\/\d+$/.test(p)) && paths.some((p) => /equipe$/.test(p)), "and the children's pages", paths);
  check(!paths.some((p) => /bureau|certificat|mot-de-passe|connexions|securite|donnees/.test(p)), "and nothing that may not stay", paths);
  check(what.text.length > 5000 && !what.text.toLowerCase().includes(name.toLowerCase()) && !what.text.includes("<html") && !/Bonjour/.test(what.text), "no name and no word of it lies there in clear");
  check(what.key && !what.key.extractable && !what.key.taken && what.key.count === 1, "under a key that cannot be taken out", JSON.stringify(what.key));
  check(what.files.length > 4 && what.files.every((f) => f.startsWith("/assets/")), "only files of the program lie in the cache", what.files);
  const scripts = ["/sw.js", await page.locator("script[src*='/away-']").getAttribute("src")];
  const bytes = await Promise.all(scripts.map(async (one) => Number((await page.request.get(one, { headers: { "Accept-Encoding": "br" } })).headers()["content-length"])));
  console.log(`# the scripts that read without network: ${bytes.join(" and ")} bytes`);
  check(bytes[0] + bytes[1] > 1024 && bytes[0] + bytes[1] <= 6 * 1024, "the scripts that do it: 6 KB, compressed", bytes);
  await page.reload();
  await page.waitForTimeout(500);
  check((await kept(page)).about.round === what.about.round, "once is enough for some hours");
  await cut(v, true);
  const failed = [];
  page.on("requestfailed", (r) => failed.push(r.url()));
  await page.goto("/");
  check(path(page) === "/parent" && (await child(page)) === name, "without network the app opens on the home", page.url());
  await note(page).waitFor();
  check(/^Hors connexion\s: à jour (aujourd’hui|hier) \d{1,2}\sh\s\d\d/.test(await note(page).innerText()), "its age is told", await note(page).innerText());
  check((await page.evaluate(() => getComputedStyle(document.querySelector(".rail")).position + document.fonts.check("16px Inter"))).includes("true"), "with its sheet and its font");
  check((await violations(page)).length === 0, "the home without network: axe", await violations(page));
  const bar = page.locator(".rail nav a[href='/parent/annee']");
  await Promise.all([page.waitForURL("**/parent/annee"), bar.click()]);
  check(/vacances/i.test(await main(page)) && await note(page).isVisible(), "the other pages of the bar too");
  await page.goto("/parent");
  await page.locator(".kid header a").first().click();
  await page.waitForURL(/enfants\/\d+$/);
  check((await main(page)).includes(name), "and the child's", await main(page));
  const id = /\d+$/.exec(path(page))[0];
  await unseen(v, `/parent/enfants/${id}/certificat`);
  check(failed.filter((u) => u.includes("/assets/") && !/icon-apple|webmanifest/.test(u)).length === 0, "no file of the program is missing", failed);
  check(faults(v).length === 0, "the console stays silent", faults(v));
  await cut(v, false);
  await page.locator("#away-held").waitFor({ state: "detached", timeout: 20000 });
  check(path(page).endsWith("/certificat") && await note(page).isHidden() && await page.locator("h1").count() === 1, "with the network the page that was asked for comes by itself", await main(page));
  return v.context.close();
}

/** A page never seen. */
async function unseen(v, where) {
  const { page } = v;
  await page.goto(where);
  await page.locator("#away-held li a").first().waitFor();
  const links = await page.locator("#away-held a").evaluateAll((all) => all.map((a) => [a.getAttribute("href"), a.textContent]));
  check(await page.locator("#away-unseen").isVisible() && /pas de réseau/.test(await main(page)), "a page never seen says why it is not there", await main(page));
  check(links.length >= 6 && links.some(([href]) => href === "/parent") && links.every(([, text]) => text.length > 2), "and leads to those that are", links.flat());
  check((await violations(page)).length === 0, "axe finds nothing there", await violations(page));
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 740 });
    check((await overflow(page)).length === 0, `nothing sticks out at ${width} px`, await overflow(page));
  }
}

// ---- what was typed, what came meanwhile ----

async function forms(s) {
  const v = await arrive(s.address, s.guardian), { page } = v, field = page.locator("main [name=email]"), button = page.locator("main form button.go");
  await gathered(page);
  await page.goto("/parent/demarches/coordonnees");
  await page.evaluate(() => { window.mine = true; });
  await field.fill("tunnel@exemple.fr");
  await cut(v, true);
  await note(page).waitFor();
  check(await button.isDisabled() && (await button.getAttribute("title")).length > 10 && /attend le réseau/.test(await note(page).innerText()), "what would post waits, with the reason", await note(page).innerText());
  check(await page.locator("form[action='/deconnexion'] button").isEnabled(), "signing out does not");
  await field.press("Enter");
  check(await field.inputValue() === "tunnel@exemple.fr" && path(page).endsWith("coordonnees"), "what was typed stays");
  await field.focus();
  await cut(v, false);
  await note(page).waitFor({ state: "hidden", timeout: 20000 });
  check(await button.isEnabled() && await field.inputValue() === "tunnel@exemple.fr" && await field.evaluate((f) => f === document.activeElement) && await page.evaluate(() => window.mine === true),
    "back on line: silently, with focus and text", [await field.inputValue()]);
  await stop(s.address);
  await button.click();
  await note(page).waitFor();
  check(/rien n’a été envoyé/.test(await note(page).innerText()) && await field.inputValue() === "tunnel@exemple.fr", "a server that is gone: nothing was sent, nothing is lost", await note(page).innerText());
  await serveAt(new URL(s.address).host, s.folder, "--limits", "off");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await note(page).waitFor({ state: "hidden", timeout: 30000 });
  await Promise.all([page.waitForURL((u) => u.pathname === "/parent/demarches"), button.click()]);
  check(/attente/i.test(await main(page)), "and goes when it is there again", await main(page));
  check(faults(v).length === 0, "the console stays silent", faults(v));
  await v.context.close();
}

/** The server is gone, not the network: what is held; what changed meanwhile comes by itself, once. */
async function follows(s) {
  const v = await arrive(s.address, s.guardian), { page } = v;
  await gathered(page);
  await stop(s.address);
  await page.goto("/parent/demarches");
  await note(page).waitFor();
  check(await page.locator("main h1").count() === 1, "without a server the pages are there");
  await page.evaluate(() => { window.mine = true; });
  await serveAt(new URL(s.address).host, s.folder, "--limits", "off");
  const other = await arrive(s.address, s.guardian, { width: 1280, height: 900 });
  await other.page.goto("/parent/demarches");
  await then(other.page, other.page.locator("form[action$='/retirer'] button").click());
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await note(page).waitFor({ state: "hidden", timeout: 30000 });
  check(/retir/i.test(await main(page)) && await page.evaluate(() => window.mine === true), "what changed meanwhile is shown, in the same page", await main(page));
  await other.context.close();
  await v.context.close();
}

// ---- leaving ----

const signOut = (page) => page.locator("form[action='/deconnexion'] button").evaluate((button) => button.click());

async function leaves(s) {
  const v = await arrive(s.address, s.guardian), { page } = v;
  await gathered(page);
  await Promise.all([page.waitForURL("**/connexion"), signOut(page)]);
  const what = await kept(page);
  check(nothing(what) && what.workers === 0, "signing out leaves nothing", JSON.stringify(what));
  check((await v.context.cookies()).some((c) => c.name === "dev"), "but the device's cookie");
  await v.context.close();
  const w = await arrive(s.address, s.guardian), name = await child(w.page);
  await gathered(w.page);
  await cut(w, true);
  await note(w.page).waitFor();
  await signOut(w.page);
  await w.page.waitForFunction(() => !document.querySelector(".rail"));
  const left = await kept(w.page);
  check(!(await w.page.locator("body").innerText()).includes(name) && /effacé/.test(await main(w.page)), "without network: nothing on the screen", await main(w.page));
  check(!left.pages.length && !left.key && !left.caches.length, "and nothing held", JSON.stringify(left));
  await w.page.goto("/parent").catch(() => {});
  check(!(await content(w.page)).includes(name), "nor shown any more");
  await cut(w, false);
  await w.page.goto("/parent");
  check(await w.page.locator("[name=password]").count() === 1, "at the next contact the session ends", w.page.url());
  check((await w.page.request.get("/parent")).status() === 401 && nothing(await kept(w.page)), "for the server too", JSON.stringify(await kept(w.page)));
  await w.context.close();
}

/** Ended elsewhere: the page that is open, and one that is opened later. A worker that does not see its network at once shows what is held, and asks again within 15 s. */
async function revoked(s) {
  for (const open of [true, false]) {
    const v = await arrive(s.address, s.guardian), { page } = v, name = await child(page);
    await gathered(page);
    await cut(v, true);
    await page.goto("/parent/annee");
    const other = await arrive(s.address, s.guardian, { width: 1280, height: 900 });
    await other.page.goto("/compte/connexions");
    await then(other.page, other.page.locator("form[action$='/autres'] button, form[action*='autres'] button").first().click());
    await other.context.close();
    await page.goto("/parent");
    check((await child(page)) === name, "until then the phone reads");
    if (!open) await page.goto("about:blank");
    await cut(v, false);
    if (!open) await page.goto("/parent");
    await page.locator("[name=password]").waitFor({ timeout: 30000 });
    const what = await kept(page);
    check(!(await content(page)).includes(name), `a session ended elsewhere (${open ? "page open" : "opened later"}): nothing stays on the screen`, page.url());
    check(nothing(what), "and everything is erased", JSON.stringify(what));
    await v.context.close();
  }
}

async function closed(s) {
  const v = await arrive(s.address, s.guardian), { page } = v;
  await gathered(page);
  await publish(s.desk, false);
  await page.goto("/compte");
  check(nothing(await kept(page)), "a Space that is closed takes its pages along, whatever is asked", JSON.stringify(await kept(page)));
  await publish(s.desk, true);
  await v.context.close();
}

// ---- whose ----

async function shared(s) {
  const v = await visitor(s.address, phone), { page } = v;
  await page.goto("/connexion");
  await page.fill("[name=login]", s.guardian);
  await page.fill("[name=password]", password);
  await page.locator("[name=shared]").check();
  await Promise.all([page.waitForURL("**/parent"), page.click("button.go")]);
  await page.waitForTimeout(1500);
  await page.goto("/parent/annee");
  await page.goto("/hors-connexion");
  const what = await kept(page);
  check(nothing(what) && what.workers === 0, "a shared computer: no worker, no store", JSON.stringify(what));
  check(/partagé/.test(await main(page)), "and its page says so");
  check(!(await v.context.cookies()).some((c) => c.name === "sid" && c.expires > 0), "its session ends with the browser");
  await cut(v, true);
  check(await page.goto("/parent").then(() => false, () => true), "without network there is nothing to read");
  await v.context.close();
  const w = await arrive(s.address, s.guardian);
  await gathered(w.page);
  await w.context.clearCookies({ name: "sid" });
  await w.page.goto("/connexion");
  await w.page.fill("[name=login]", s.guardian);
  await w.page.fill("[name=password]", password);
  await w.page.locator("[name=shared]").check();
  await Promise.all([w.page.waitForURL("**/parent"), w.page.click("button.go")]);
  const after = await kept(w.page);
  check(nothing(after) && after.workers === 0, "what stood there before goes", JSON.stringify(after));
  await w.context.close();
}

async function another(s) {
  const v = await arrive(s.address, s.guardian), { page } = v, name = await child(page), other = await arrive(s.address, s.pupil, { workers: "block" });
  await gathered(page);
  await v.context.clearCookies({ name: "sid" });
  await v.context.addCookies((await other.context.cookies()).filter((c) => c.name === "sid"));
  await page.goto("/compte");                   // the other account, and nobody was asked in between
  const first = await kept(page);
  check(new Set(first.pages.map((p) => p.account)).size <= 1 && !first.pages.some((p) => p.path.startsWith("/parent")), "another account: the first one's pages go at once", JSON.stringify(first.pages));
  await page.goto("/eleve");
  const what = await gathered(page);
  check(what.pages.some((p) => p.path === "/eleve") && new Set(what.pages.map((p) => p.account)).size === 1 && what.key.count === 1, "its own come in their place", JSON.stringify(what.pages));
  await cut(v, true);
  await page.goto("/parent");
  check(await page.locator(".kid").count() === 0 && await page.locator("#away-unseen").isVisible() && !(await content(page)).includes(`>${name}<`), "what was the first one's is not shown", await main(page));
  await page.goto("/");
  check(path(page) === "/eleve", "the app opens on the other's home", page.url());
  await v.context.close();
  await other.context.close();
}

async function looking(s) {
  const v = await visitor(s.address, { workers: "allow" }), { page } = v;
  await supervisor(v);
  const them = await arrive(s.address, s.guardian, { workers: "block" }), account = await them.page.evaluate(() => document.body.dataset.account);
  await them.context.close();
  const said = await page.request.post(`/bureau/autorisations/comptes/${account}/voir-comme`, { ...origin(page), form: { mode: "guardian" }, maxRedirects: 0 });
  await page.goto("/parent");
  check(await page.locator(".kid").count() > 0 && await page.locator(".seeing").count() === 1, "one looks as a guardian", [said.status(), page.url()]);
  await page.waitForTimeout(1000);
  await page.goto("/parent/annee");
  const what = await kept(page);
  check(!what.pages.length && !what.workers, "and nothing of it stays", JSON.stringify(what));
  await v.context.close();
}

/** Two weeks later, by the worker's own clock. */
async function old(s) {
  const v = await arrive(s.address, s.guardian), { page } = v, name = await child(page);
  await gathered(page);
  await cut(v, true);
  const worker = v.context.serviceWorkers()[0], later = (days) => worker.evaluate((n) => { self.truth ??= Date.now; const real = self.truth; Date.now = () => real() + n * 24 * 3600 * 1000; }, days);
  await later(13);
  await page.goto("/parent");
  check((await child(page)) === name, "on the thirteenth day the page is there");
  await later(15);
  await page.goto("/parent").catch(() => {});
  check(!(await content(page)).includes(name), "on the fifteenth it is not");
  await cut(v, false);
  await later(0);
  await page.goto("/connexion");
  const what = await kept(page);
  check(!what.pages.length, "and nothing is held", JSON.stringify(what.pages));
  await v.context.close();
}

/** Somebody who pays for every byte: nothing is fetched that was not opened. */
async function saving(s) {
  const v = await visitor(s.address, phone), { page } = v;
  await v.context.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  await signIn(v, s.guardian, password);
  await gathered(page);
  await page.goto("/parent/annee");
  await page.waitForFunction(async () => (await caches.keys()).length);
  let paths = [];
  for (let tries = 0; tries < 50 && paths.length < 2; tries++) {
    paths = (await kept(page)).pages.map((p) => p.path).sort();
    await page.waitForTimeout(100);
  }
  check(paths.join() === "/hors-connexion,/parent/annee", "who saves data holds what was opened", paths);
  await v.context.close();
}

/** A page of the release before: its sheet is still there, and the first contact brings the new one, once. */
async function deployed(s) {
  const v = await arrive(s.address, s.guardian), { page } = v;
  await gathered(page);
  const worker = v.context.serviceWorkers()[0];
  await worker.evaluate(async () => {
    const shell = await caches.open("shell"), mine = ++turn, { account } = await about(mine), there = await held(mine, "/parent/annee", { account });
    await shell.put("/assets/desk-0123456789ab.css", new Response("body { --old: 1; }", { headers: { "Content-Type": "text/css" } }));
    await keep("/parent/annee", account, new Response(there.page.html.replace(/\/assets\/desk-\w+\.css/, "/assets/desk-0123456789ab.css"), { headers: there.page.headers }), mine);
  });
  await cut(v, true);
  await page.goto("/parent/annee");
  const old = () => page.evaluate(() => getComputedStyle(document.body).getPropertyValue("--old"));
  check(await old() === "1" && /vacances/i.test(await main(page)), "a page of the release before has its sheet");
  let loads = 0;
  page.on("load", () => loads++);
  await cut(v, false);
  await page.waitForFunction(() => !getComputedStyle(document.body).getPropertyValue("--old"), null, { timeout: 20000 });
  await page.waitForTimeout(1000);
  check(loads === 1 && await note(page).isHidden() && /vacances/i.test(await main(page)), "and is replaced once", loads);
  await v.context.close();
}

/** Two rows side by side, each a family's, for most of the time is waiting; then what stops the server or closes the Space. */
export default async function away() {
  const folder = demoSchool("away"), address = await serve(folder, "--limits", "off"), all = accountsOf(folder), of = (kind, n = 0) => all.filter((a) => a.kind === kind)[n].login;
  const s = { folder, address, guardian: of("guardian"), pupil: of("pupil"), desk: await visitor(address) }, other = { ...s, guardian: of("guardian", 1) };
  await supervisor(s.desk);
  await publish(s.desk, true);
  const row = async (school, tests) => { for (const [name, run] of Object.entries(tests)) await test(`away: ${name}`, () => run(school)); };
  await Promise.all([row(s, { reads, leaves, revoked, old }), row(other, { shared, another, looking, saving, deployed })]);
  await row(s, { forms, follows, closed });
  await s.desk.context.close();
  await stop(address);
}
