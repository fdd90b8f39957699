// Search as one types: the rows are those of the search page (?part=results); arrows choose, Enter opens, Escape closes.
// Without this file the field is an ordinary form.
// @ts-check
import { swapPart } from "./swap.js";

const field = /** @type {HTMLInputElement | null} */ (document.getElementById("find"));
const found = /** @type {HTMLElement} */ (document.getElementById("found"));
const count = /** @type {HTMLElement} */ (document.getElementById("found-count"));
/** @type {AbortController | null} */
let asking = null;
let open = false;           // Enter came before its answer: the first row opens when it is there

const options = () => /** @type {HTMLElement[]} */ ([...found.querySelectorAll("[role=option]")]);
const chosen = () => options().find((o) => o.ariaSelected === "true");

/** @param {HTMLElement | undefined} option */
function choose(option) {
  for (const o of options()) o.ariaSelected = String(o === option);
  if (option) field?.setAttribute("aria-activedescendant", option.id);
  else field?.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function close() {
  asking?.abort();
  asking = null;
  open = false;
  found.hidden = true;
  field?.setAttribute("aria-expanded", "false");
  choose(undefined);
}

/** What the server sent is a list of links; here they are the options of the field. */
function dress() {
  const list = found.querySelector("ul");
  list?.setAttribute("role", "listbox");
  list?.setAttribute("id", "found-list");
  if (list && field?.ariaLabel) list.ariaLabel = field.ariaLabel;
  list?.querySelectorAll("li, form").forEach((li) => li.setAttribute("role", "none"));
  list?.querySelectorAll("a, button").forEach((a, i) => {
    a.id = `found-${i}`;
    /** @type {HTMLElement} */ (a).tabIndex = -1;
    a.setAttribute("role", "option");
  });
  count.textContent = list?.dataset.count ?? found.textContent;
  field?.setAttribute("aria-expanded", String(!!list));
  choose(options()[0]);
}

async function ask() {
  const text = field?.value.trim() ?? "";
  if (!text || !field?.form) return close();
  asking?.abort();
  const mine = asking = new AbortController();
  const there = await swapPart(found, `${field.form.action}?q=${encodeURIComponent(text)}`, "results", mine.signal);
  if (asking !== mine) return;
  asking = null;
  if (!there) return close();
  found.hidden = false;
  dress();
  if (open) chosen()?.click();
}

if (field) {
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "found-list");
  field.addEventListener("input", ask);
  field.addEventListener("focus", () => { if (found.hidden) ask(); });
  field.addEventListener("keydown", (e) => {
    const all = options(), at = all.findIndex((o) => o.ariaSelected === "true");
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (found.hidden) ask();
      else choose(all[(at + (e.key === "ArrowDown" ? 1 : all.length - 1) + (at < 0 && e.key === "ArrowUp" ? 1 : 0)) % all.length]);
    } else if (e.key === "Escape" && !found.hidden) {
      e.preventDefault();
      close();
    } else if (e.key === "Enter" && (asking || (!found.hidden && chosen()))) {
      e.preventDefault();
      if (asking) open = true;
      else chosen()?.click();
    }
  });
  found.addEventListener("click", (e) => {       // of this very page: nothing is loaded, its filters stay
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (e.target).closest("a[href*='#']"));
    if (!link || link.pathname !== location.pathname) return;
    e.preventDefault();
    close();
    location.hash = "";
    location.hash = link.hash;
  });
  addEventListener("focusin", (e) => { if (e.target !== field) close(); });
  found.addEventListener("pointerdown", (e) => e.preventDefault());      // the field keeps the focus: the click still opens its link
  addEventListener("pointerdown", (e) => { if (!field.form?.contains(/** @type {Node} */ (e.target))) close(); });
}
