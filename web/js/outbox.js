// What was typed and has not been answered yet: kept in this browser until the server has said what became of it, sent in order, each once
// (Idempotency-Key), by whichever page of the account is open: also after the network, the page or the server was gone. For any form or list:
//   await send({ path, body, label, mine })       kept, then sent; LABEL is what a person reads of it; MINE the body that overrules in a conflict
//   document "outbox" event, detail { entry, state, said }      sending, waiting, kept, refused, conflict or given up, in every tab
// Entries lie sealed (AES-GCM, a key that cannot be taken out), under their account's key; who signs out erases them. A page without WebCrypto (plain http
// elsewhere than on this machine) or IndexedDB keeps them in memory, and says so when it is left.
// @ts-check

/** @typedef {{ path: string, body: any, label: string, mine?: any, key: string, at: number, id?: number, why?: string, conflict?: boolean }} Entry */
/** @typedef {"sending" | "kept" | "refused" | "conflict" | "waiting" | "given up"} State */

const account = document.body.dataset.account ?? "";
const DAYS = 24 * 3600 * 1000, SURE = DAYS - 3600 * 1000;       // the server knows a key again for a day (receipts.h)
const FORGET = 14 * DAYS;
/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const got = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });

// ---- the store ----

/** @type {Promise<IDBDatabase> | undefined} */
let base;
function open() {
  const asked = indexedDB.open("outbox", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("keys");
    asked.result.createObjectStore("entries", { keyPath: "id", autoIncrement: true }).createIndex("turn", ["account", "stopped"]);
  };
  return base ??= got(asked).then((db) => {
    db.onversionchange = db.onclose = () => { db.close(); base = key = undefined; };
    return db;
  }).catch((error) => { base = undefined; throw error; });
}
/** @param {"keys" | "entries"} name @param {IDBTransactionMode} [mode] */
const store = async (name, mode = "readonly") => (await open()).transaction(name, mode, { durability: "strict" }).objectStore(name);

/** @type {Promise<CryptoKey> | undefined} */
let key;
async function findKey() {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]), keys = await store("keys", "readwrite");
  const there = await got(keys.get(account));
  if (!there) await got(keys.put(fresh, account));
  return /** @type {CryptoKey} */ (there ?? fresh);
}
const shape = (/** @type {Uint8Array<ArrayBuffer>} */ iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(account) });

/** @param {Entry} entry */
async function seal(entry) {
  const iv = crypto.getRandomValues(new Uint8Array(12)), { id, ...rest } = entry;
  const sealed = await crypto.subtle.encrypt(shape(iv), await (key ??= findKey()), new TextEncoder().encode(JSON.stringify(rest)));
  return { ...(id && { id }), account, stopped: entry.why === undefined ? 0 : 1, at: entry.at, iv, sealed };
}
/** What its key does not open is nothing. @param {any} row @returns {Promise<Entry | null>} */
async function unseal(row) {
  const plain = await crypto.subtle.decrypt(shape(row.iv), await (key ??= findKey()), row.sealed).catch(() => null);
  if (!plain) await got((await store("entries", "readwrite")).delete(row.id));
  return plain && { ...JSON.parse(new TextDecoder().decode(plain)), id: row.id };
}

/** Where nothing can be kept. @type {Entry[]} */
const loose = [];
/** @param {Entry} entry */
async function keep(entry) {
  try {
    const row = await seal(entry), entries = await store("entries", "readwrite");
    entry.id = Number(await got(entries.put(row)));
    await new Promise((yes, no) => { entries.transaction.oncomplete = yes; entries.transaction.onabort = no; });
  } catch {
    if (!loose.includes(entry)) loose.push(entry);
  }
}
/** @param {Entry} entry */
async function drop(entry) {
  const at = loose.indexOf(entry);
  if (at >= 0) loose.splice(at, 1);
  else if (entry.id) await got((await store("entries", "readwrite")).delete(entry.id));
}

const turn = (/** @type {0 | 1} */ stopped) => IDBKeyRange.only([account, stopped]);
/** Those that wait (0) or were stopped by an answer (1), in order. @param {0 | 1} stopped @returns {Promise<Entry[]>} */
async function all(stopped) {
  const rows = await store("entries").then((s) => got(s.index("turn").getAll(turn(stopped)))).catch(() => []);
  return [...(await Promise.all(rows.map(unseal))).filter((e) => e !== null), ...loose.filter((e) => (e.why !== undefined) === !!stopped)];
}
/** @returns {Promise<Entry | undefined>} */
async function next() {
  const row = await store("entries").then((s) => got(s.index("turn").get(turn(0)))).catch(() => null);
  return row ? await unseal(row) ?? next() : loose.find((e) => e.why === undefined);
}
/** @param {0 | 1} stopped */
const count = async (stopped) => await store("entries").then((s) => got(s.index("turn").count(turn(stopped)))).catch(() => 0)
  + loose.filter((e) => (e.why !== undefined) === !!stopped).length;

/** What is kept for PATH, waiting or stopped: a page shows it again. @param {string} path */
export const entriesOf = async (path) => [...await all(0), ...await all(1)].filter((e) => e.path === path);

/** Nothing of anybody is left. */
async function erase() {
  loose.length = 0;
  for (const name of /** @type {const} */ (["entries", "keys"])) await store(name, "readwrite").then((s) => got(s.clear())).catch(() => {});
  key = undefined;
  indexedDB.deleteDatabase("away");             // what a Space has left here to be read without network (sw.js)
  await globalThis.caches?.delete("shell").catch(() => {});
}

// ---- sending ----

const channel = "BroadcastChannel" in window ? new BroadcastChannel("outbox") : null;
let wait = 1000, timer = 0, pumping = false, more = false, signedOut = false;
/** @type {Promise<any>} one after the other, so that the order is that of typing */
let keeping = Promise.resolve();

/** @param {Entry} entry @param {State} state @param {any} [said] */
function tell(entry, state, said) {
  channel?.postMessage({ account, entry, state, said });
  document.dispatchEvent(new CustomEvent("outbox", { detail: { entry, state, said } }));
}

/** @param {Entry} entry @param {any} said @param {number} status */
async function stopped(entry, said, status) {
  const conflict = status === 409 && said?.conflicts?.[0];
  entry.conflict = !!conflict;
  entry.why = conflict ? words("conflict", conflict.theirs ?? "") : (said?.problems ?? []).map((/** @type {any} */ p) => p.text).join(" ") || words("lost");
  await keep(entry);
  tell(entry, conflict ? "conflict" : "refused", said);
}

/** False: not now; nothing that comes after it goes before it. @param {Entry} entry */
async function sendOne(entry) {
  if (Date.now() - entry.at > SURE) {
    entry.why = words("old");
    await keep(entry);
    tell(entry, "refused");
    return true;
  }
  const headers = { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": entry.key, "Preau-Account": account };
  const answer = await fetch(entry.path, { method: "POST", body: JSON.stringify(entry.body), headers, redirect: "error", signal: AbortSignal.timeout(60000) }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  signedOut = answer?.status === 401;
  if (!answer || !said || [401, 408, 429].includes(answer.status) || answer.status > 500) return false;
  if (answer.ok) {
    await drop(entry);
    tell(entry, "kept", said);
  } else await stopped(entry, said, answer.status);
  return true;
}

async function sendAll() {
  for (let entry; (entry = await next()); wait = 1000)
    if (!await sendOne(entry)) {
      tell(entry, "waiting");
      if (!signedOut) timer = setTimeout(pump, wait);
      wait = Math.min(wait * 2, 30000);
      return;
    }
}

/** One tab at a time. */
async function pump() {
  clearTimeout(timer);
  if (pumping) { more = true; return; }
  pumping = true;
  do {
    more = false;
    await (navigator.locks ? navigator.locks.request("outbox", sendAll) : sendAll());
  } while (more);
  pumping = false;
  show();
}

/** @param {{ path: string, body: any, label: string, mine?: any }} what @returns {Promise<Entry>} */
export async function send(what) {
  const entry = { ...what, key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}-0`, at: Date.now() };
  await (keeping = keeping.then(() => keep(entry)));
  tell(entry, "sending");
  pump();
  return entry;
}

/** Stopped by an answer, and given up. @param {Entry} entry */
export async function forget(entry) {
  await drop(entry);
  tell(entry, "given up");
}
/** Again, BODY in its place: what was believed of the server has changed. @param {Entry} entry @param {any} body */
export async function again(entry, body) {
  await forget(entry);
  return send({ path: entry.path, label: entry.label, body });
}

// ---- what is said of it, on every page ----

const button = /** @type {HTMLButtonElement | null} */ (document.getElementById("unsent"));
const box = /** @type {HTMLElement | null} */ (document.getElementById("outbox"));
const aloud = document.getElementById("unsent-said");

/** @param {string} name @param {string | number} [value] */
const words = (name, value = "") => (button?.dataset[name] ?? "").replace("$1", () => String(value));

function list(/** @type {Entry[]} */ entries) {
  const rows = box?.querySelector("ul"), shape = box?.querySelector("template");
  rows?.replaceChildren(...entries.map((entry) => {
    const row = /** @type {HTMLElement} */ (shape?.content.firstElementChild?.cloneNode(true));
    /** @param {string} name @param {boolean} there @param {() => any} [act] */
    const part = (name, there, act) => {
      const one = /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`));
      one.hidden = !there;
      if (act) one.onclick = act;
      return one;
    };
    part("label", true).textContent = entry.label;
    part("why", entry.why !== undefined).textContent = entry.why ?? "";
    part("mine", !!entry.conflict && !!entry.mine, () => again(entry, entry.mine));
    part("again", entry.why !== undefined && !entry.conflict, () => again(entry, entry.body));
    part("forget", entry.why !== undefined, () => forget(entry));
    return row;
  }));
}

async function show() {
  if (!button || !account) return;
  const waiting = await count(0), refused = await count(1), slow = waiting && (wait > 1000 || signedOut || !navigator.onLine);
  const text = slow ? words(signedOut ? "signedOut" : "waiting", waiting) : refused ? words("refused", refused) : "";
  button.hidden = !text;
  button.classList.toggle("bad", !slow);
  if (button.textContent !== text) {
    button.textContent = text;
    if (aloud) aloud.textContent = text;
  }
  if (box?.matches(":popover-open")) list([...await all(0), ...await all(1)]);
}

/** Leaving erases: not before one has seen what would be lost. @param {SubmitEvent} e */
async function leave(e) {
  const form = /** @type {HTMLFormElement} */ (e.target), note = /** @type {HTMLElement | null | undefined} */ (box?.querySelector("[data-leaving]"));
  if (new URL(form.action).pathname !== "/deconnexion") return;
  e.preventDefault();
  if (box && note && await count(0)) {
    note.hidden = false;
    /** @type {HTMLElement} */ (note.querySelector("[data-leave]")).onclick = () => erase().then(() => form.submit());
    box.showPopover();
    return;
  }
  await erase();
  form.submit();
}

async function begin() {
  for (const entry of await all(0)) if (Date.now() - entry.at > FORGET) await drop(entry);
  if (await count(0)) pump();
  show();
}

if (account) {
  document.addEventListener("submit", leave);
  document.addEventListener("outbox", show);
  box?.addEventListener("toggle", show);
  addEventListener("online", () => { wait = 1000; pump(); });
  addEventListener("offline", show);
  addEventListener("beforeunload", (e) => { if (loose.some((one) => one.why === undefined)) e.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) count(0).then((n) => { if (n) pump(); }); });
  if (channel) channel.onmessage = ({ data }) => {
    if (data.account === account) document.dispatchEvent(new CustomEvent("outbox", { detail: data }));
  };
  begin();
}
