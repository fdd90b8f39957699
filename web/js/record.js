// On a wide window the record of the row one stands on is shown beside the list: the record page's own part, asked for when one has stayed a moment.
// @ts-check
import { swapPart } from "./swap.js";
import { table } from "./grid.js";

const pane = /** @type {HTMLElement | null} */ (document.querySelector("[data-record]"));
const wide = matchMedia("(min-width: 90rem)");
let timer = 0, shown = "";
/** @type {AbortController | undefined} */
let asking;

/** @param {string} href */
async function show(href) {
  if (!pane || href === shown) return;
  asking?.abort();
  asking = new AbortController();
  pane.ariaBusy = "true";
  if (await swapPart(pane, href, "record", asking.signal)) {
    shown = href;
    pane.scrollTop = 0;
    pane.ariaBusy = "false";
  }
}

if (table && pane) {
  table.addEventListener("focusin", (e) => {
    const link = /** @type {HTMLAnchorElement | null | undefined} */ (/** @type {Element} */ (e.target).closest("tbody tr")?.querySelector("th a"));
    clearTimeout(timer);
    if (link && wide.matches) timer = setTimeout(show, 150, link.href);
  });
  document.addEventListener("outbox", (e) => {      // what was just changed shows there too
    if (/** @type {CustomEvent} */ (e).detail.state !== "kept" || !shown || !wide.matches) return;
    const href = shown;
    shown = "";
    show(href);
  });
}
