// Live pages. A box says which topics it follows, data-live="pupils people", and which part of the page it holds, data-part="rows": that part is asked for
// again when one of them changes. One tab, the leader (Web Locks), holds the stream for all (BroadcastChannel); without these, each tab asks now and then.
// @ts-check
import { swapPart } from "./swap.js";

const EVERY = 30000;
const boxes = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-live]")]);
/** @param {HTMLElement} box */
const topicsOf = (box) => (box.dataset.live ?? "").split(" ");
const mine = new Set(boxes().flatMap(topicsOf));
/** @typedef {{ topic: string, version: number }} Change */
/** The page says which versions it shows; "import/7" has that of "imports". */
const shown = new Map((document.body.dataset.versions ?? "").split(" ").map((v) => /** @type {[string, string]} */ (v.split("="))));
/** @type {Map<string, number>} the versions last heard of */
const known = new Map([...mine].map((t) => [t, Number(shown.get(t.replace(/\/.*/, "s")) ?? 0)]));
/** @type {Set<HTMLElement>} */
const stale = new Set();
let timer = 0;

/** A page nobody looks at waits until somebody does. */
function refresh() {
  timer = 0;
  if (document.hidden) return;
  for (const box of stale) swapPart(box, box.dataset.at ?? location.href, box.dataset.part ?? "", undefined, true);
  stale.clear();
}

/** Not all pages at the same instant. @param {Change} change */
function heard({ topic, version }) {
  const before = known.get(topic);
  known.set(topic, version);
  if (before === version) return;
  for (const box of boxes()) if (topicsOf(box).includes(topic)) stale.add(box);
  if (stale.size && !timer) timer = setTimeout(refresh, 50 + Math.random() * 500);
}

/** @param {Set<string>} topics */
const address = (topics) => `/live?topics=${[...topics].join(",")}`;

/** What is refused to this page is not asked again. */
async function ask() {
  if (!mine.size || document.hidden) return;
  const answer = await fetch(`${address(mine)}&poll=1`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) (await answer.json()).topics.forEach(heard);
  else if (answer && answer.status < 429) mine.clear();
}

function share() {
  const channel = new BroadcastChannel("live");
  /** @param {{ change?: Change, want?: string[], who?: boolean, ask?: boolean }} message */
  const say = (message) => channel.postMessage(message);
  /** @type {EventSource | null} */
  let source = null;
  let wanted = new Set(mine), leading = false;

  const open = () => {
    source?.close();
    source = wanted.size ? new EventSource(address(wanted)) : null;
    if (!source) return;
    source.onmessage = (e) => {
      heard(JSON.parse(e.data));
      say({ change: JSON.parse(e.data) });
    };
    source.onerror = () => {                    // refused for good: each tab finds out whether it is the one
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      say({ ask: true });
      ask();
      setTimeout(lead, EVERY);
    };
  };
  const lead = () => {
    leading = true;
    wanted = new Set(mine);
    say({ who: true });
    setTimeout(open, 200);
  };
  channel.onmessage = ({ data }) => {
    if (data.change && mine.has(data.change.topic)) heard(data.change);
    if (data.who && mine.size) say({ want: [...mine] });
    if (data.ask) ask();
    if (!data.want || !leading) return;
    const before = wanted.size;
    for (const topic of data.want) wanted.add(topic);
    if (source && wanted.size > before) open();
    else if (source) for (const [topic, version] of known) say({ change: { topic, version } });
  };
  say({ want: [...mine] });
  navigator.locks.request("live", () => new Promise(lead));
}

if (mine.size) {
  document.addEventListener("visibilitychange", refresh);
  addEventListener("pageshow", (e) => {         // kept by the browser meanwhile
    if (e.persisted) boxes().forEach((box) => stale.add(box));
    refresh();
  });
  if ("EventSource" in window && "BroadcastChannel" in window && navigator.locks) share();
  else setInterval(ask, EVERY);
}
