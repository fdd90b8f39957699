// Pages of a Space, readable without network (OFF-04 to OFF-09). The server says of each page whether it may stay, and whose it is (Preau-Offline, src/web/answer.h);
// what may lies here sealed (AES-GCM, a key that cannot be taken out), for 14 days at most. Pages are asked of the network first, and what it says comes before all
// else: an ended session, another account or a closed Space erases everything before anything is shown. Only files of the program lie in the Cache API.
// What is posted never passes here: asked again by a worker, what another site sends would look like ours.
// @ts-check

/** @typedef {{ account?: string, home?: string, mark?: string, round?: number, leaving?: boolean }} About */
/** @typedef {{ path: string, account: string, at: number, kept: number, iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer }} Row */
/** @typedef {{ html: string, headers: [string, string][], title: string }} Page */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SHELL = ["{asset desk.css}", "{asset inter.woff2}", "{asset icons.svg}", "{asset icon.svg}", "{asset swap.js}", "{asset live.js}", "{asset away.js}"];
const UNSEEN = "/hors-connexion";
const HOUR = 3600 * 1000, FORGET = 14 * 24 * HOUR, ROUND = 4 * HOUR, PATIENCE = 3000;
const PAGES = 40, LETTERS = 100000;                     // some megabytes at the very most

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const got = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });

// ---- the store ----

// Requests are numbered. What was asked before everything was erased, or before another account came, is worth nothing any more, and finds no store.
let turn = 0, settled = 0;

/** @type {Promise<IDBDatabase> | undefined} */
let base;
/** @param {number} mine @returns {Promise<IDBDatabase>} */
function open(mine) {
  if (mine <= settled) return Promise.reject(new Error("erased meanwhile"));
  return base ??= (() => {
    const asked = indexedDB.open("away", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys");
      asked.result.createObjectStore("about");
      asked.result.createObjectStore("pages", { keyPath: "path" }).createIndex("kept", "kept");
    };
    return got(asked).then((db) => {
      db.onversionchange = db.onclose = () => { db.close(); base = undefined; };
      return db;
    }).catch((error) => { base = undefined; throw error; });
  })();
}
/** @param {number} mine @param {"keys" | "about" | "pages"} name @param {IDBTransactionMode} [mode] */
const store = async (mine, name, mode = "readonly") => (await open(mine)).transaction(name, mode).objectStore(name);

/** @param {number} mine @returns {Promise<About>} */
const about = async (mine) => await got((await store(mine, "about")).get("about")) ?? {};
/** @param {number} mine @param {About} now */
const note = async (mine, now) => got((await store(mine, "about", "readwrite")).put(now, "about"));

/** Of all that was asked up to now, or up to a request that knew better. @param {number} [upto] */
async function erase(upto = turn) {
  settled = Math.max(settled, upto);
  const db = await base?.catch(() => null);
  base = undefined;
  db?.close();
  await Promise.all([got(indexedDB.deleteDatabase("away")), caches.delete("shell")]).catch(() => {});
}

/** @param {number} mine @param {string} account */
async function keyOf(mine, account) {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]), keys = await store(mine, "keys", "readwrite");
  const there = await got(keys.get(account));
  if (!there) await got(keys.put(fresh, account));
  return /** @type {CryptoKey} */ (there ?? fresh);
}
/** A page is worth something only at its address, for its account, as of its day. @param {Pick<Row, "path" | "account" | "at" | "iv">} row */
const shape = ({ path, account, at, iv }) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${account} ${at} ${path}`) });

/** @param {string} path @param {string} account @param {Response} answer @param {number} mine @returns {Promise<string>} */
async function keep(path, account, answer, mine) {
  const html = await answer.text(), at = Date.parse(answer.headers.get("Date") ?? "") || Date.now(), iv = crypto.getRandomValues(new Uint8Array(12));
  if (html.length > LETTERS) return html;
  const headers = [...answer.headers].filter(([name]) => !/^(preau-|date$|content-(encoding|length)$|connection$|transfer-)/.test(name));
  const page = { html, headers, title: /<title>([^<]*) – /.exec(html)?.[1] ?? path };
  const sealed = await crypto.subtle.encrypt(shape({ path, account, at, iv }), await keyOf(mine, account), new TextEncoder().encode(JSON.stringify(page)));
  const pages = await store(mine, "pages", "readwrite");
  await got(pages.put({ path, account, at, kept: Date.now(), iv, sealed }));
  const oldest = await got(pages.index("kept").getAllKeys());
  for (const one of oldest.slice(0, Math.max(0, oldest.length - PAGES))) await got(pages.delete(one));
  return html;
}

let swept = 0;
/** What is older than two weeks goes, and with the last page all the rest. Also what a clock put back makes younger than now. @param {number} mine */
async function sweep(mine) {
  if (Math.abs(Date.now() - swept) < HOUR) return;
  const pages = await store(mine, "pages", "readwrite"), index = pages.index("kept");
  const old = [await got(index.getAllKeys(IDBKeyRange.upperBound(Date.now() - FORGET))), await got(index.getAllKeys(IDBKeyRange.lowerBound(Date.now() + 24 * HOUR)))].flat();
  for (const one of old) await got(pages.delete(one));
  swept = Date.now();
  if (old.length && !await got(pages.count())) await erase();
}

/** @param {number} mine @param {string} path @param {About} now @returns {Promise<{ row: Row, page: Page } | null>} */
async function held(mine, path, now) {
  if (!now.account) return null;
  const both = (await open(mine)).transaction(["pages", "keys"]), asked = got(both.objectStore("keys").get(now.account));
  /** @type {Row | undefined} */
  const row = await got(both.objectStore("pages").get(path)), key = await asked;
  if (!row || !key || row.account !== now.account || Math.abs(Date.now() - row.kept) > FORGET) return null;
  const plain = await crypto.subtle.decrypt(shape(row), key, row.sealed).catch(() => null);
  return plain && { row, page: JSON.parse(new TextDecoder().decode(plain)) };
}

// ---- what the server says ----

/**
 * PATH "": of no page that could stay. LATER waits for what need not be done before the answer is shown.
 * @param {string} path @param {Response} answer @param {number} mine @param {(work: Promise<any>) => void} later
 */
async function hear(path, answer, mine, later) {
  const [what, account] = (answer.headers.get("Preau-Offline") ?? "").split("=");
  if (!what || mine <= settled) return;
  if (what === "erase" || what === "never") {
    await erase();
    if (what === "never") await worker.registration.unregister();
    return;
  }
  const now = await about(mine);
  if (mine <= settled) return;
  if (account && now.account !== account) {
    await erase(mine - 1);
    await note(mine, { account });
  }
  if (path && what === "keep" && answer.ok) later(keep(path, account, answer.clone(), mine));
  else if (path && answer.status < 500 && answer.status !== 429) await got((await store(mine, "pages", "readwrite")).delete(path));
}

/** @param {FetchEvent} event @param {boolean} fresh */
async function ask(event, fresh) {
  const answer = (!fresh && event.request.mode === "navigate" && await event.preloadResponse) || await fetch(event.request);
  if (answer.status === 502 || answer.status === 504) throw new Error("nobody behind the proxy");
  return /** @type {Response} */ (answer);
}

/** Who signed out without network does so now. */
const leave = () => fetch("/deconnexion", { method: "POST", redirect: "manual" }).then(() => erase()).then(() => true, () => false);

// ---- reading ----

/** @param {{ row: Row, page: Page }} there @param {boolean} [unseen] */
function show({ row, page }, unseen) {
  return new Response(page.html.replace("<html ", `<html data-away="${row.at}"${unseen ? " data-unseen" : ""} `), { headers: page.headers });
}

let failed = 0;
/** Not long where it has just failed. */
const patience = () => new Promise((yes) => setTimeout(yes, Date.now() - failed < 30000 ? 300 : PATIENCE, null));

/** @param {FetchEvent} event @param {string} path */
async function visit(event, path) {
  const mine = ++turn, navigates = event.request.mode === "navigate";
  await sweep(mine).catch(() => {});
  const now = await about(mine).catch(() => /** @type {About} */ ({}));
  if (now.leaving && !await leave()) return Response.error();
  /** @type {Promise<any>[]} */
  const work = [];
  const answered = ask(event, !!now.leaving).then(async (answer) => {
    await hear(path, answer, mine, (one) => work.push(one)).catch(() => {});
    return answer;
  });
  const there = navigates && path ? await held(mine, path, now).catch(() => null) : null;
  const soon = await (there ? Promise.race([answered.catch(() => null), patience()]) : answered.catch(() => null));
  event.waitUntil(answered.then((answer) => { if (!soon) answer.body?.cancel(); return Promise.all(work); }).catch(() => {}));
  if (soon || !navigates) return soon ?? Response.error();
  failed = Date.now();
  if (there) return show(there);
  if (path === "/" && now.home && await held(mine, now.home, now).catch(() => null)) return Response.redirect(now.home, 303);
  const unseen = await held(mine, UNSEEN, now).catch(() => null);
  return unseen ? show(unseen, path !== UNSEEN) : Response.error();
}

/** @param {Request} request */
async function file(request) {
  const there = await caches.match(request.url, { ignoreVary: true }).catch(() => undefined);
  return there ?? fetch(request);
}

// ---- fetching what one will want to read ----

let busy = false;
/**
 * The pages of the menu, those that they mark (data-held), and those that are here already, each under its own guard: what is not allowed any more goes.
 * @param {{ account: string, home: string, paths: string[], saves: boolean }} here
 */
async function gather({ account, home, paths, saves }) {
  const began = ++turn, now = await about(began), mark = [account, ...paths, ...SHELL].join(" ");
  if (now.leaving || (now.account === account && now.mark === mark && Math.abs(Date.now() - (now.round ?? 0)) < ROUND)) return;
  const wanted = new Set(saves ? [UNSEEN] : [...paths, UNSEEN, .../** @type {string[]} */ (await got((await store(began, "pages")).getAllKeys()))]);
  for (const path of wanted) {
    const mine = ++turn, headers = { Accept: "text/html", "Preau-Live": "1", "Preau-Account": account };
    const answer = await fetch(path, { headers, redirect: "manual", cache: "no-store" });
    if (answer.status >= 500 || answer.status === 429) return;
    /** @type {Promise<string>[]} */
    const work = [];
    await hear(path, answer, mine, (one) => work.push(one));
    answer.body?.cancel();
    if (mine <= settled) return;
    for (const html of await Promise.all(work)) if (!saves) for (const [, more] of html.matchAll(/ href="(\/[^"?#]*)" data-held/g)) wanted.add(more);
  }
  const last = ++turn, then = await about(last);
  if (then.account !== account) return;
  const shell = await caches.open("shell");
  await shell.addAll(SHELL);
  if (!saves) for (const one of await shell.keys()) if (!SHELL.includes(new URL(one.url).pathname)) await shell.delete(one);
  // Only now is the round made: without these files it is to be tried again. Erased meanwhile, they go as well.
  await note(last, { account, home, mark, round: Date.now() }).catch((error) => caches.delete("shell").then(() => { throw error; }));
}

/** @returns {Promise<{ path: string, title: string, at: number }[]>} */
async function list() {
  const mine = ++turn, now = await about(mine), all = [];
  for (const path of /** @type {string[]} */ (await got((await store(mine, "pages")).getAllKeys()))) {
    const there = await held(mine, path, now);
    if (there && path !== UNSEEN) all.push({ path, title: there.page.title, at: there.row.at });
  }
  return all;
}

/** @type {Record<string, (what: any) => Promise<any>>} */
const messages = {
  async here(what) {
    if (busy) return;
    busy = true;
    await gather(what).finally(() => { busy = false; });
  },
  held: list,
  erase: () => erase(),
  left: async () => { await erase(); await note(++turn, { leaving: true }); },
};

worker.addEventListener("install", (event) => event.waitUntil(caches.open("shell").then((shell) => shell.addAll(SHELL)).then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(Promise.all([worker.registration.navigationPreload?.enable(), worker.clients.claim()])));
worker.addEventListener("message", (event) => event.waitUntil(messages[event.data.kind](event.data).catch(() => null).then((said) => event.ports[0]?.postMessage(said ?? null))));
worker.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (request.mode === "navigate" || request.headers.has("Preau-Away")) event.respondWith(visit(event, url.search ? "" : url.pathname));
});
