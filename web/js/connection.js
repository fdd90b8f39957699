// How the way to the server is, tried from here: each check has its time, says what it found, and the next one follows whatever came of it. Only our own server is asked. Words stand in
// the page; what is written here are numbers and what browsers call themselves.
// @ts-check
const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-connection]"));
const here = box?.dataset.here ?? "", weight = box?.dataset.weight ?? "";
/** @param {string} what */
const at = (what) => /** @type {HTMLElement | null | undefined} */ (box?.querySelector(what));
const WITHIN = Number(box?.dataset.within ?? 8000), SLOW = 400, THIN = 1000, SKEW = 120, TRIES = 7, CUT = 2500;

/** @typedef {{ is: "ok" | "look" | "fail", value?: string }} Found */
/** @param {boolean} good @param {string} [value] @returns {Found} */
const found = (good, value) => ({ is: good ? "ok" : "look", value });
/** @param {string} address @param {RequestInit} [options] */
const get = (address, options) => fetch(address, { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(WITHIN), ...options });

/** The time one small request takes; what is not answered throws. */
async function small() {
  const from = performance.now(), answer = await get("/healthz");
  await answer.text();
  if (!answer.ok) throw new Error(String(answer.status));
  return performance.now() - from;
}

/** What the server saw of a request of ours, and when, by our clock. */
async function saw() {
  const from = Date.now(), answer = await get(here, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return { ...await answer.json(), half: (from + Date.now()) / 2 };
}

/** @returns {Promise<Found>} */
async function latency() {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < TRIES; i++) times.push(await small());
  const middle = Math.round(times.sort((a, b) => a - b)[TRIES >> 1]);
  return found(middle <= SLOW, `${middle} ms`);
}

/** @returns {Promise<Found>} */
async function throughput() {
  const from = performance.now(), bytes = (await (await get(weight)).arrayBuffer()).byteLength;
  const rate = Math.round(bytes * 8 / Math.max(performance.now() - from, 1));
  return found(rate >= THIN, `${rate} kbit/s`);
}

/** @returns {Promise<Found>} */
async function clock() {
  const { at: theirs, half } = await saw(), skew = Math.round((half - Date.parse(theirs)) / 1000);
  return found(Math.abs(skew) <= SKEW, Math.abs(skew) < 120 ? `${skew} s` : `${Math.round(skew / 60)} min`);
}

/** A stream must begin at once, and go on: a proxy that gathers answers keeps its first line, one that has no patience cuts it. @returns {Promise<Found>} */
const stream = () => new Promise((yes) => {
  const from = performance.now(), source = new EventSource("/live?topics=session");
  let heard = "";
  /** @param {Found} what */
  const end = (what) => { source.close(); clearTimeout(timer); yes(what); };
  let timer = setTimeout(() => end({ is: "look" }), WITHIN);
  source.onmessage = () => {
    if (heard) return;
    heard = `${Math.round(performance.now() - from)} ms`;
    clearTimeout(timer);
    timer = setTimeout(() => end(found(true, heard)), CUT);
  };
  source.onerror = () => end(heard ? { is: "look", value: heard } : { is: "fail" });
});

/** @returns {Found} */
function storage() {
  sessionStorage.setItem("connection", "1");
  sessionStorage.removeItem("connection");
  return found("indexedDB" in window && "serviceWorker" in navigator || location.protocol === "http:");
}

/** By which protocol the last small request went. */
function protocol() {
  const last = /** @type {PerformanceResourceTiming | undefined} */ (performance.getEntriesByType("resource").findLast((e) => e.name.endsWith("/healthz")));
  return last?.nextHopProtocol || location.protocol.replace(":", "");
}

/** @type {Record<string, () => Found | Promise<Found>>} */
const checks = {
  online: () => found(navigator.onLine),
  reach: async () => found(true, `${Math.round(await small())} ms`),
  secure: () => found(location.protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname), protocol()),
  latency, throughput, clock, stream,
  cookies: async () => found(navigator.cookieEnabled && (await saw()).cookie),
  storage,
  proxy: async () => { const s = await saw(); return found(!s.via && s.packed && s.hops < 2, s.hops ? `${s.hops}` : ""); },
};

/** @param {HTMLElement} row @param {string} is @param {string} [value] */
function tell(row, is, value = "") {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("[data-is]"))) one.hidden = one.dataset.is !== is;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("[data-for]"))) one.hidden = one.dataset.for !== is;
  const number = /** @type {HTMLElement} */ (row.querySelector("[data-value]"));
  number.textContent = value;
}

/** What of ELEMENT is to be seen, on one line. @param {Element} element */
const line = (element) => [...element.children].filter((e) => !(/** @type {HTMLElement} */ (e).hidden)).map((e) => (e.textContent ?? "").trim()).filter(Boolean).join(" – ");

/** Plain text, without anything that says who it is. */
function report() {
  const rows = box ? [...box.querySelectorAll("[data-check]")].map(line) : [];
  const seen = [...document.querySelectorAll("[data-saw] dt")].map((dt) => `${dt.textContent} : ${dt.nextElementSibling?.textContent?.trim()}`);
  const us = [navigator.userAgent, `${screen.width}×${screen.height} @${devicePixelRatio}, ${innerWidth}×${innerHeight}`, navigator.language];
  return [document.querySelector("h1")?.textContent, `${location.origin} ${new Date().toISOString()}`, "", ...rows, "", ...seen, "", ...us].join("\n");
}

async function run() {
  const rows = /** @type {HTMLElement[]} */ ([...box?.querySelectorAll("[data-check]") ?? []]), done = at("[data-done]"), text = /** @type {HTMLTextAreaElement} */ (at("[data-report]"));
  const copy = /** @type {HTMLButtonElement} */ (at("[data-copy]")), again = /** @type {HTMLButtonElement} */ (at("[data-again]"));
  copy.disabled = again.disabled = true;
  if (done) done.hidden = true;
  for (const row of rows) tell(row, "wait");
  for (const row of rows) {
    const it = await Promise.resolve().then(checks[row.dataset.check ?? ""]).catch(() => /** @type {Found} */ ({ is: "fail" }));
    tell(row, it.is, it.value);
  }
  if (done) done.hidden = false;
  text.value = report();
  copy.disabled = again.disabled = false;
}

/** Where the clipboard is not ours to use (no TLS), the text is chosen for who copies by hand. */
async function copied() {
  const text = /** @type {HTMLTextAreaElement} */ (at("[data-report]")), said = at("[data-copied]");
  const done = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
  if (said) said.hidden = !done;
  if (done) return;
  text.closest("details")?.setAttribute("open", "");
  text.focus();
  text.select();
}

if (box) {
  box.hidden = false;
  at("[data-again]")?.addEventListener("click", run);
  at("[data-copy]")?.addEventListener("click", copied);
  run();
}
