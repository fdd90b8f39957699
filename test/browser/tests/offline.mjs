// The network goes, the page is closed, the server is gone: what was typed is kept, sent again in order, and stands in the history exactly once (OFF-01, 02, 03, 07, 09).
import { signIn, visitor } from "../lib/browser.mjs";
import { cell, idle, idOf, openList, said, server, textOf } from "../lib/grid.mjs";
import { password, serveAt, stop } from "../lib/school.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const shown = "/bureau/eleves?colonnes=courriel,portable,naissance";

async function put(page, id, word, text) {
  await (await cell(page, id, word)).dblclick({ position: { x: 60, y: 8 } });
  await page.locator(".grid .edit input").fill(text);
  await page.locator(".grid .edit input").press("Enter");
}
const waiting = (page, n) => page.locator("#unsent", { hasText: `En attente de réseau (${n})` }).waitFor({ timeout: 20000 });
const sent = (page) => page.waitForFunction(() => document.getElementById("unsent")?.hidden && !document.querySelector(".grid .sending"), null, { timeout: 40000 });
/** How many changes the browser keeps, and whether TEXT lies in them for anyone to read. */
const kept = (page, text = "exemple") => page.evaluate((t) => new Promise((yes) => {
  const asked = indexedDB.open("outbox");
  asked.onsuccess = () => {
    if (!asked.result.objectStoreNames.contains("entries")) { asked.result.close(); yes({ count: 0 }); return; }
    const store = asked.result.transaction(["entries", "keys"]), all = store.objectStore("entries").getAll(), keys = store.objectStore("keys").getAll();
    store.oncomplete = () => {
      const readable = all.result.some((row) => new TextDecoder("latin1").decode(row.sealed).includes(t) || JSON.stringify(row).includes(t));
      asked.result.close();
      yes({ count: all.result.length, readable, extractable: keys.result.some((k) => k.extractable) });
    };
  };
}), text);
async function cut(v, ids) {
  const { page, context } = v;
  await openList(page, shown);
  await context.setOffline(true);
  for (let i = 0; i < 3; i++) await put(page, ids[i], "courriel", `coupe${i}@exemple.fr`);
  await waiting(page, 3);
  check(/En attente/.test(await said(page)) && await page.locator(".grid .sending").count() === 3, "without network what was typed stays shown, and is said to wait", await said(page));
  const store = await kept(page, "coupe");
  check(store.count === 3 && !store.readable && store.extractable === false, "it is kept sealed, by a key nobody can take out", JSON.stringify(store));
  await context.setOffline(false);
  await sent(page);
  check((await server(page, ids.slice(0, 3), "courriel")).every((m, i) => m === `coupe${i}@exemple.fr`), "and sent when the network is back");
  check((await kept(page)).count === 0, "nothing of it is kept then");
}

/** The page is killed while it waits; another one, opened later, shows what is on its way and sends it. */
async function killed(v, ids) {
  const { context } = v;
  await openList(v.page, shown);
  await context.setOffline(true);
  for (let i = 0; i < 3; i++) await put(v.page, ids[i], "portable", `06 11 11 11 ${10 + i}`);
  await waiting(v.page, 3);
  await v.page.close();
  await context.setOffline(false);
  v.page = await context.newPage();
  let hold = true;
  await context.route("**/bureau/listes/eleves", (route) => (hold ? route.abort() : route.continue()));
  await openList(v.page, shown);
  await waiting(v.page, 3);
  check(await textOf(v.page, ids[1], "portable") === "06 11 11 11 11" && await v.page.locator(".grid .sending").count() === 3, "a page opened later shows what is on its way");
  await v.page.reload();
  await waiting(v.page, 3);
  hold = false;
  await v.page.goto("/bureau");
  let now = [];
  for (let i = 0; i < 60 && now[2] !== "06 11 11 11 12"; i++) { await v.page.waitForTimeout(300); now = await server(v.page, ids.slice(0, 3), "portable"); }
  check(now.every((p, i) => p === `06 11 11 11 ${10 + i}`) && (await kept(v.page)).count === 0, "after a reload any page of the account sends it", now);
  await context.unroute("**/bureau/listes/eleves");
}

/** The server did it, and its answer was lost: asked again, it is not done twice. */
async function answerLost(v, ids) {
  const { page, context } = v, keys = [];
  let lost = 0;
  await openList(page, shown);
  await context.route("**/bureau/listes/eleves", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    const answer = await route.fetch();
    if (!lost++) { await route.abort(); return; }
    check(answer.headers()["idempotency-replayed"] === "true", "the second time the first answer comes again");
    await route.fulfill({ response: answer });
  });
  await put(page, ids[4], "courriel", "perdu@exemple.fr");
  await page.waitForFunction(() => document.querySelector(".saved.waiting"), null, { timeout: 10000 });
  await sent(page);
  await idle(page);
  check(keys.length === 2 && keys[0] === keys[1] && (await server(page, [ids[4]], "courriel"))[0] === "perdu@exemple.fr", "an answer that was lost: the same key again, done once", keys);
  await context.unroute("**/bureau/listes/eleves");
}

/** What the server refuses after all stays, with its reason, on pages opened later too, and the others are sent past it. */
async function refused(v, ids) {
  const { page, context } = v;
  await openList(page, shown);
  await context.setOffline(true);
  await put(page, ids[5], "naissance", "99/99/2012");
  await put(page, ids[6], "courriel", "apres@exemple.fr");
  await waiting(page, 2);
  await context.setOffline(false);
  await page.locator("#unsent", { hasText: "Refusé (1)" }).waitFor({ timeout: 40000 });
  check((await server(page, [ids[6]], "courriel"))[0] === "apres@exemple.fr", "what comes after a refused one is sent");
  await page.goto("/bureau");
  await page.locator("#unsent").click();
  const row = page.locator("#outbox li");
  await row.first().waitFor();
  check(await row.count() === 1 && /99\/99\/2012/.test(await row.innerText()) && (await row.locator("[data-why]").innerText()).length > 10, "the reason stays, on every page", await row.innerText());
  await openList(page, shown);
  await page.locator(".grid .refused .why").waitFor();
  check(true, "and at its cell");
  await page.locator("#unsent").click();
  await page.locator("#outbox [data-forget]").click();
  await page.waitForFunction(() => !document.querySelector(".grid .refused") && document.getElementById("unsent")?.hidden);
  check((await kept(page)).count === 0, "until one lets go of it");
}

/** Changed elsewhere while one had no network: both values, nothing overwritten. */
async function conflict(v, schools, ids) {
  const { page, context } = v, other = await visitor(schools.demo);
  await supervisor(other);
  await openList(page, shown);
  await context.setOffline(true);
  await put(page, ids[8], "courriel", "hors-ligne@exemple.fr");
  await waiting(page, 1);
  await openList(other.page, shown);
  await put(other.page, ids[8], "courriel", "bureau@exemple.fr");
  await idle(other.page);
  await context.setOffline(false);
  await page.locator(".grid .refused .why").waitFor({ timeout: 40000 });
  const text = await (await cell(page, ids[8], "courriel")).innerText();
  check(/hors-ligne@/.test(text) && /bureau@/.test(text) && (await server(page, [ids[8]], "courriel"))[0] === "bureau@exemple.fr", "a conflict after the cut shows both values", text);
  await page.getByRole("button", { name: "Garder le sien" }).click();
  await page.waitForFunction(() => !document.querySelector(".grid .refused"));
  await other.context.close();
}

/** Another account in the same browser neither sees nor sends it; signing out erases it. */
async function others(v, schools, ids) {
  const { page, context } = v;
  await openList(page, shown);
  await context.route("**/bureau/listes/eleves", (route) => route.abort());
  await put(page, ids[9], "courriel", "secret@exemple.fr");
  await waiting(page, 1);
  const cookies = await context.cookies();
  await context.clearCookies();                 // the session ended without a sign-out
  await context.unroute("**/bureau/listes/eleves");
  const second = await context.newPage(), posts = [];
  context.on("request", (r) => { if (r.method() === "POST" && /listes/.test(r.url())) posts.push(r); });
  await signIn({ page: second }, schools.teacher, password);
  await second.goto("/bureau");
  await second.waitForTimeout(1500);
  check(await second.locator("#unsent").isHidden() && !posts.some((r) => r.frame().page() === second), "another account sees nothing of it, and sends nothing");
  await page.bringToFront();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.locator("#unsent", { hasText: "Reconnectez-vous" }).waitFor();
  check(true, "what a page left open sends is not done in the name of the other account");
  await context.clearCookies();
  await context.addCookies(cookies);
  await page.reload();
  await page.waitForFunction(async () => !(await indexedDB.databases()).length || await new Promise((yes) => {
    const asked = indexedDB.open("outbox");
    asked.onsuccess = () => { const all = asked.result.transaction("entries").objectStore("entries").count(); all.onsuccess = () => { asked.result.close(); yes(all.result === 0); }; };
  }), null, { timeout: 30000, polling: 500 });
  const there = async () => (await server(page, [ids[9]], "courriel"))[0];
  for (let tries = 0; tries < 50 && (await there() !== "secret@exemple.fr" || (await kept(page)).count); tries++) await page.waitForTimeout(200);
  check(await there() === "secret@exemple.fr" && (await kept(page)).count === 0, "signed in again, it is sent", [await there(), (await kept(page)).count]);
  await second.close();
  await context.setOffline(true);
  await put(page, ids[9], "courriel", "jamais@exemple.fr");
  await waiting(page, 1);
  await page.getByRole("button", { name: "Se déconnecter", exact: true }).click();
  await page.locator("#outbox [data-leaving]").waitFor();
  check((await kept(page)).count === 1, "who signs out is told what would be lost");
  await context.setOffline(false);
  await page.evaluate(() => { window.stop(); });
}

/** The server stops with changes on their way, and is started again. */
async function serverGone(schools) {
  const first = schools.demo, v = await visitor(first), { page } = v;
  await page.clock.install();           // time goes on as it does, but can be put forward
  await supervisor(v);
  await openList(page, shown);
  const ids = [];
  for (let i = 0; i < 12; i++) ids.push(await idOf(page, i));
  for (let i = 0; i < 4; i++) await put(page, ids[i], "courriel", `arret${i}@exemple.fr`);
  await stop(first);
  for (let i = 4; i < 8; i++) await put(page, ids[i], "courriel", `arret${i}@exemple.fr`);
  await page.locator("#unsent", { hasText: /En attente de réseau/ }).waitFor({ timeout: 20000 });
  await serveAt(new URL(first).host, schools.folder, "--limits", "off");
  await page.clock.fastForward(30000);  // the longest that a page waits before it tries again (outbox.js); answerLost waits for a short one
  await sent(page);
  await idle(page);
  check((await server(page, ids.slice(0, 8), "courriel")).every((m, i) => m === `arret${i}@exemple.fr`), "the server stopped and started: everything is there");
  check((await kept(page)).count === 0, "and nothing is left");
  await Promise.all([page.waitForURL("**/connexion"), page.getByRole("button", { name: "Se déconnecter", exact: true }).click()]);
  check((await kept(page)).count === 0, "signing out leaves nothing");
  await v.context.close();
}

export default async function offline(schools) {
  const v = await visitor(schools.demo);
  await supervisor(v);
  await openList(v.page, shown);
  const ids = [];
  for (let i = 30; i < 45; i++) ids.push(await idOf(v.page, i));
  for (const [name, run] of Object.entries({ cut, killed, answerLost, refused })) await test(`without network: ${name}`, () => run(v, ids));
  await test("without network: conflict", () => conflict(v, schools, ids));
  await test("without network: others", () => others(v, schools, ids));
  await v.context.close();
  await test("without network: server", () => serverGone(schools));
}
