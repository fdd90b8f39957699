// The keyboard: every page works without it, and what a key does is in the help (layout/desk.html), which the server prints.
// @ts-check

/** @template {HTMLElement} T @param {string} selector @returns {T | null} */
const one = (selector) => document.querySelector(selector);
const help = /** @type {HTMLDialogElement | null} */ (one("#keys"));

/** @param {EventTarget | null} target */
const typing = (target) => target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), textarea, select");

/** The rows of the page: the link that names each. */
const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".list tbody th a, main .results a")]);

/** To the row STEP further, from where the focus stands (or into the list). False: there is none. @param {number} step */
function moveRow(step) {
  const links = rows(), here = document.activeElement;
  const at = links.findIndex((link) => link === here || link.closest("tr")?.contains(here));
  const next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + step))];
  next?.focus();
  return !!next;
}

/** Among rows, else to the neighbour of the record. @param {number} step */
function move(step) {
  if (!moveRow(step)) one(step > 0 ? "main a[rel=next]" : "main a[rel=prev]")?.click();
}

/** Back to where the record was opened from: to the very page, when it was this list. */
function back() {
  const link = /** @type {HTMLAnchorElement | null} */ (one("[data-back]"));
  if (!link) return;
  const from = document.referrer && new URL(document.referrer);
  if (from && from.origin === location.origin && from.pathname === link.pathname) history.back();
  else link.click();
}

/** @type {Record<string, () => void>} */
const keys = {
  "/": () => (one("[data-filter]") ?? one("#find"))?.focus(),
  "j": () => move(1),
  "k": () => move(-1),
  "g": () => { going = performance.now() + 2000; },
  "?": () => help?.togglePopover(),
};

let going = 0;              // until when a letter after g leads somewhere: the links are in the help

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.isComposing) return;
  const led = going > e.timeStamp && !e.ctrlKey && !e.metaKey && !e.altKey && !typing(e.target) && one(`[data-go="${CSS.escape(e.key)}"]`);
  going = 0;
  if (led) {
    e.preventDefault();
    led.click();
    return;
  }
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
    e.preventDefault();
    const find = /** @type {HTMLInputElement | null} */ (one("#find"));
    find?.focus();
    find?.select();
  } else if (e.ctrlKey || e.altKey || e.metaKey) {
    return;
  } else if (e.key === "Escape") {
    if (typing(e.target)) /** @type {HTMLElement} */ (e.target).blur();
    else if (!document.querySelector(":popover-open")) back();
  } else if (typing(e.target)) {
    return;
  } else if ((e.key === "ArrowDown" || e.key === "ArrowUp") && rows().some((link) => link === document.activeElement)) {
    e.preventDefault();
    moveRow(e.key === "ArrowDown" ? 1 : -1);
  } else if (keys[e.key] && document.documentElement.dataset.keys !== "off") {
    e.preventDefault();
    keys[e.key]();
  }
});

// The row that was opened has the focus again when one comes back.
addEventListener("click", (e) => {
  const link = /** @type {Element} */ (e.target).closest?.(".list tbody th a, main .results a");
  if (link) history.replaceState({ row: link.getAttribute("href") }, "");
});
const row = history.state?.row;
if (row) rows().find((link) => link.getAttribute("href") === row)?.focus();
