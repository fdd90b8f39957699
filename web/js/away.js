// A Space where there is no network: says how old the page is, keeps what was typed until it can be sent, and follows when the network is back. What is held, and for
// whom, is the worker's matter (sw.js), which is told here what stands in the menu. A browser without workers has the pages as they were.
// @ts-check
import { swapPage, workerAddress } from "./swap.js";

const note = /** @type {HTMLElement | null} */ (document.getElementById("away"));
const root = document.documentElement, workers = navigator.serviceWorker, account = document.body.dataset.account ?? "";
const DAY = 24 * 3600 * 1000, AGAIN = 15000;
/** What a form was answered with is not asked for again: what was typed stands in it. */
const asked = !document.querySelector("main [aria-invalid=true]")
  && ![422, 409].includes(/** @type {any} */ (performance.getEntriesByType("navigation")[0])?.responseStatus ?? 200);
let at = Number(root.dataset.away ?? 0) || Date.now(), away = false, asking = false, sending = false, timer = 0;

// ---- words, which the page brings ----

/** @param {string} name @param {string[]} values */
const words = (name, ...values) => values.reduce((text, value, i) => text.replace(`$${i + 1}`, () => value), note?.dataset[name] ?? "");
/** @param {number} when @param {Intl.DateTimeFormatOptions} how @param {string} [lang] */
const told = (when, how, lang = root.lang) => new Intl.DateTimeFormat(lang, { timeZone: note?.dataset.zone || undefined, ...how }).format(when);

function age() {
  const day = (/** @type {number} */ when) => told(when, {}, "en-CA"), now = Date.now();
  const time = words("time", ...told(at, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }, "en-GB").split(":").map((n, i) => i ? n : String(Number(n))));
  return day(at) === day(now) ? words("today", time) : day(at) === day(now - DAY) ? words("yesterday", time)
    : words("before", time, told(at, { weekday: "long", day: "numeric", month: "long" }));
}

/** @param {string} text */
function say(text) {
  if (!note || note.textContent === text) return;
  note.textContent = text;
  note.hidden = !text;
}

// ---- gone, and back ----

/** @param {HTMLFormElement | null} form */
const leaves = (form) => form?.getAttribute("action") === "/deconnexion";

/** What posts waits; signing out does not. @param {boolean} on */
function hold(on) {
  for (const one of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("form[method=post] button"))) {
    if (one.type !== "submit" || leaves(one.form) || (on ? one.disabled : !("away" in one.dataset))) continue;
    one.disabled = on;
    if (on) { one.dataset.away = one.title; one.title = words("waits"); }
    else { one.title = one.dataset.away ?? ""; delete one.dataset.away; }
  }
}

/** @param {string} [why] */
function lost(why) {
  away = true;
  say(why ?? ("unseen" in root.dataset ? words("unseen") : [age(), ...(document.querySelector("main form[method=post]") ? [words("waits")] : [])].join(". ")));
  hold(true);
  if (!timer) timer = setInterval(back, AGAIN);
}

function found() {
  away = false;
  clearInterval(timer);
  timer = 0;
  delete root.dataset.away;
  delete root.dataset.unseen;
  at = Date.now();
  say("");
  hold(false);
}

const there = () => fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) }).then((r) => r.ok, () => false);
const typing = () => !!document.activeElement?.matches("input, textarea, select")
  || [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("main :is(input, textarea)"))].some((one) => one.value !== one.defaultValue || !!one.checked !== !!one.defaultChecked);

/** Once, and silently: focus and what was typed stay. Whoever is not here any more is shown so. */
async function back() {
  if (asking || !away || document.hidden) return;
  asking = true;
  const headers = { Accept: "text/html", "Preau-Away": "1", "Preau-Live": "1" };
  const answer = asked ? await fetch(location.href, { headers, cache: "no-store", redirect: "manual" }).catch(() => null) : null;
  const html = answer?.ok ? await answer.text().catch(() => "") : "";
  asking = false;
  if (!asked) { if (await there()) found(); }
  else if (html && answer?.headers.get("Preau-Offline")?.endsWith(`=${account}`)) {
    if (swapPage(html)) { found(); list(); here(); }
    else if (typing()) found();
    else location.reload();                     // of another release
  } else if (answer && answer.status < 500 && answer.status !== 429) location.reload();
}

// ---- what is posted ----

/** @type {HTMLFormElement | null} */
let sure = null;
/** A form goes only once the server answers: the browser would put a page of its own in the place of what was typed. @param {SubmitEvent} e */
async function sends(e) {
  const form = /** @type {HTMLFormElement} */ (e.target);
  if (e.defaultPrevented || form.getAttribute("method") !== "post" || form === sure) { sure = null; return; }
  e.preventDefault();
  if (sending) return;
  sending = true;
  const reached = await there();
  sending = false;
  if (leaves(form)) {
    await ask({ kind: reached ? "erase" : "left" });
    if (!reached) return left();
  }
  if (!reached) return lost(words("unsent"));
  sure = form;
  form.requestSubmit(/** @type {HTMLElement | null} */ (e.submitter));
}

/** Nothing of anybody is on the screen either. */
function left() {
  document.title = document.querySelector(".brand")?.textContent ?? "";
  document.querySelector(".rail")?.remove();
  removeEventListener("online", back);
  clearInterval(timer);
  away = false;
  if (note) document.querySelector("main")?.replaceChildren(note);
  say(words("left"));
}

// ---- the worker ----

/** @param {any} what @returns {Promise<any>} */
async function ask(what) {
  const active = (await workers.getRegistration("/").catch(() => undefined))?.active, { port1, port2 } = new MessageChannel();
  if (!active) return null;
  return new Promise((yes) => {
    port1.onmessage = (e) => yes(e.data);
    setTimeout(yes, 5000, null);
    active.postMessage(what, [port2]);
  });
}

function here() {
  const paths = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".rail nav a"))].map((a) => a.pathname).filter((path) => !path.startsWith("/bureau"));
  ask({ kind: "here", account, home: paths[0], paths, saves: !!(/** @type {any} */ (navigator).connection?.saveData) });
}

/** What is held, where the page has a place for it (school/spaces/away.html). */
async function list() {
  const box = document.getElementById("away-held"), shape = document.querySelector("main template"), missing = document.getElementById("away-unseen");
  if (!box || !(shape instanceof HTMLTemplateElement)) return;
  if (missing) missing.hidden = !("unseen" in root.dataset);
  const held = await ask({ kind: "held" }) ?? [], none = document.getElementById("away-none");
  box.replaceChildren(...held.map((/** @type {{ path: string, title: string, at: number }} */ one) => {
    const row = /** @type {HTMLElement} */ (shape.content.firstElementChild?.cloneNode(true)), link = row.querySelector("a"), when = row.querySelector("small");
    if (link) { link.href = one.path; link.textContent = one.title; }
    if (when) when.textContent = told(one.at, { dateStyle: "long", timeStyle: "short" });
    return row;
  }));
  if (none) none.hidden = held.length > 0;
}

async function begin() {
  list();
  if (away) return;
  await workers.register(workerAddress(), { scope: "/", updateViaCache: "none" });
  await workers.ready;
  here();
}

if (note && workers) {
  document.addEventListener("submit", sends);
  addEventListener("online", back);
  addEventListener("offline", () => lost());
  document.addEventListener("visibilitychange", back);
  if (root.dataset.away || !navigator.onLine) { lost(); back(); }
  const idle = () => (window.requestIdleCallback ?? setTimeout)(() => { begin().catch(() => {}); });
  if (document.readyState === "complete") idle();
  else addEventListener("load", idle);
}
