// A list one works in: one tab stop with arrows inside (ARIA grid), selection, and rows that come by blocks as they are scrolled to. Rows are the server's own
// markup (?part=rows); nothing is drawn here. Without this file the list is pages, forms and links.
// @ts-check
import { swapPart } from "./swap.js";

const BLOCK = 50, BY_ADDRESS = 300;
export const table = /** @type {HTMLTableElement | null} */ (document.querySelector(".grid table[data-rows]"));
export const words = /** @type {DOMStringMap} */ (document.getElementById("grid-words")?.dataset ?? {});
const bar = /** @type {HTMLFormElement | null} */ (document.getElementById("chosen"));

/** A text of the catalogue with its values at $1, $2. @param {string | undefined} text @param {(string | number)[]} values */
export const say = (text, ...values) => values.reduce((/** @type {string} */ t, v, i) => t.replace(`$${i + 1}`, () => typeof v === "number" ? v.toLocaleString("fr") : v), text ?? "");

/** @typedef {HTMLTableRowElement} Row @typedef {HTMLTableCellElement} Cell */
export const rows = () => /** @type {Row[]} */ ([...(table?.querySelectorAll("tbody tr[data-id]") ?? [])]);
/** @param {string | undefined} id */
export const rowOf = (id) => /** @type {Row | null} */ (id ? table?.querySelector(`tbody tr[data-id="${id}"]`) : null);
/** The head of a cell's column: its word, and how it is edited. @param {Cell} cell */
export const headOf = (cell) => /** @type {Cell} */ (table?.tHead?.rows[0].cells[cell.cellIndex]);

// ---- one tab stop ----

/** @type {{ id?: string, column: number }} */
export const here = { column: 1 };
/** The cell that has the tab stop. @returns {Cell | undefined} */
export const current = () => (rowOf(here.id) ?? rows()[0])?.cells[here.column];

/** @type {Cell | undefined} */
let stop;
/** @param {Cell | undefined} cell */
function stopAt(cell) {
  if (!cell || (stop === cell && cell.tabIndex === 0)) return;
  stop?.removeAttribute("tabindex");
  stop = cell;
  cell.tabIndex = 0;
}

/** Links and boxes are reached by the arrows: Enter opens, the space bar selects. @param {ParentNode} [part] */
function dress(part = /** @type {ParentNode} */ (table)) {
  for (const one of part.querySelectorAll("tbody a, tbody input")) one.setAttribute("tabindex", "-1");
  const may = [...(table?.tHead?.rows[0].cells ?? [])].filter((head) => head.querySelector("template")).map((head) => head.cellIndex);
  for (const row of /** @type {NodeListOf<Row>} */ (part.querySelectorAll("tr[data-id]"))) for (const at of may) row.cells[at]?.classList.add("can");
  for (const row of part.querySelectorAll("tr[data-id]")) paintChosen(/** @type {Row} */ (row));
  stopAt(current());
}

/** @param {Cell | undefined | null} cell */
export function go(cell) {
  const row = /** @type {Row | null | undefined} */ (cell?.closest("tr[data-id]"));
  if (!cell || !row) return false;
  here.id = row.dataset.id;
  here.column = cell.cellIndex;
  stopAt(cell);
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/** The row before or after, in another block if need be; none where rows have not come. @param {Row} row @param {boolean} after */
function beyond(row, after) {
  const side = after ? /** @type {const} */ ("nextElementSibling") : "previousElementSibling", body = /** @type {HTMLTableSectionElement | null | undefined} */ (row.parentElement?.[side]);
  const next = row[side] ?? (body?.matches("tbody") ? body[after ? "firstElementChild" : "lastElementChild"] : null);
  return next?.matches("tr[data-id]") ? /** @type {Row} */ (next) : null;
}

/** The cell so many rows down and columns to the right, as far as rows have come. @param {number} down @param {number} right */
export function beside(down, right) {
  let row = rowOf(here.id) ?? rows()[0];
  for (let i = 0, next; row && i < Math.abs(down) && (next = beyond(row, down > 0)); i++) row = next;
  return row?.cells[Math.max(1, Math.min(row.cells.length - 1, here.column + right))];
}

// ---- selection ----

/** @type {Set<string>} */
const chosen = new Set();
let all = false;            // everything the list holds, loaded or not: then CHOSEN are those left out
/** @type {string | undefined} */
let anchor;

const total = () => Number(table?.ariaRowCount ?? 0);
const count = () => (all ? total() - chosen.size : chosen.size);
export const isChosen = (/** @type {string | undefined} */ id) => chosen.has(id ?? "") !== all;

/** @param {Row} row */
function paintChosen(row) {
  const on = isChosen(row.dataset.id);
  if (row.ariaSelected === String(on)) return;
  const box = /** @type {HTMLInputElement | null} */ (row.querySelector(".tick input"));
  row.ariaSelected = String(on);
  if (box) box.checked = on;
}

function tell() {
  const n = count(), label = bar?.querySelector("[data-count]");
  for (const row of rows()) paintChosen(row);
  bar?.classList.toggle("some", n > 0);
  if (label) label.textContent = n > 0 ? say(n > 1 ? words.many : words.one, n) : "";
  const head = /** @type {HTMLInputElement | null} */ (table?.querySelector("[data-all]"));
  if (head) Object.assign(head, { checked: all && !chosen.size, indeterminate: n > 0 && !(all && !chosen.size) });
}

/** @param {string[]} ids @param {boolean} on */
function choose(ids, on) {
  for (const id of ids) chosen[on !== all ? "add" : "delete"](id);
  tell();
}

export function chooseNone() {
  all = false;
  chosen.clear();
  tell();
}

function chooseAll() {
  all = true;
  chosen.clear();
  tell();
}

/** From the anchor to this row, also over blocks that have not come. @param {string | undefined} id */
async function chooseTo(id) {
  const from = rowOf(anchor)?.parentElement, to = rowOf(id)?.parentElement, bodies = [...(table?.tBodies ?? [])].filter((body) => !body.dataset.live);
  const within = (/** @type {Node} */ body) => from && to && (from.compareDocumentPosition(body) & 4) !== (to.compareDocumentPosition(body) & 4);
  await Promise.all(bodies.filter(within).map(fill));
  const list = rows().map((r) => r.dataset.id ?? ""), a = list.indexOf(anchor ?? id ?? ""), b = list.indexOf(id ?? "");
  if (b < 0) return;
  all = false;
  chosen.clear();
  choose(list.slice(Math.min(a < 0 ? b : a, b), Math.max(a, b) + 1), true);
}

// ---- rows by blocks ----

/** @type {IntersectionObserver | undefined} */
let watch;

/** @param {HTMLTableSectionElement} body @param {number} height */
function empty(body, height) {
  const row = body.ownerDocument.createElement("tr"), cell = row.insertCell();
  row.className = "gap";
  row.ariaHidden = "true";
  cell.colSpan = table?.tHead?.rows[0].cells.length ?? 1;
  cell.style.height = body.style.containIntrinsicHeight = `${height}px`;
  body.replaceChildren(row);
}

/** @type {WeakMap<Element, Promise<void>>} */
const asked = new WeakMap();
/** @param {HTMLTableSectionElement} body */
async function fill(body) {
  if (body.dataset.live) return;
  if (!asked.has(body)) asked.set(body, swapPart(body, body.dataset.at ?? "", "rows").then((there) => {
    asked.delete(body);
    body.style.containIntrinsicHeight = `auto ${body.style.containIntrinsicHeight}`;      // once seen, what it was
    if (there) body.dataset.live = table?.tBodies[0].dataset.live ?? "";
  }));
  await asked.get(body);
}

/** What has come stays: a selection may reach over it. @param {IntersectionObserverEntry[]} seen */
function scrolled(seen) {
  for (const { target, isIntersecting } of seen) if (isIntersecting) fill(/** @type {HTMLTableSectionElement} */ (target));
}

/** Columns keep the widths they have, and from then on rows are laid out each by itself (.held in lists.css): a table would be measured anew for each block. */
function holdWidths() {
  if (!table) return;
  table.classList.remove("held");
  const widths = [...(table.tHead?.rows[0].cells ?? [])].map((h) => Math.ceil(h.getBoundingClientRect().width)).filter((w) => w), all = table.getBoundingClientRect().width;
  table.style.setProperty("--columns", widths.map((w) => `minmax(calc(${w}px * var(--hold)), ${w}fr)`).join(" "));
  table.style.setProperty("--least", all > (table.parentElement?.clientWidth ?? 0) ? `${Math.ceil(all)}px` : "0px");
  table.classList.add("held");
}

/** A place for every row there is: the scroll bar tells the truth, rows come when they are near. @param {number} height of the rows that are there, before they
 * were held: what is held has none until it is painted */
function lay(height) {
  const first = table?.tBodies[0], already = first?.rows.length ?? 0, count = total();
  if (!table || !first || new URL(location.href).searchParams.has("after") || count <= already) return;
  const each = height / Math.max(1, already);
  first.style.containIntrinsicHeight = `auto ${height}px`;
  const pane = table.closest(".grid");
  watch = new IntersectionObserver(scrolled, { root: matchMedia("(min-width: 60.01rem)").matches ? pane : null, rootMargin: "1500px 0px" });
  first.dataset.at = rowsAt(`size=${already}`);
  watch.observe(first);
  for (let from = already; from < count; from += BLOCK) {
    const body = table.createTBody();
    body.role = "rowgroup";
    body.dataset.from = String(from);
    body.dataset.part = "rows";
    body.dataset.at = rowsAt(`from=${from}&size=${BLOCK}`);
    empty(body, each * Math.min(BLOCK, count - from));
    watch.observe(body);
  }
}

/** The first or the last row of all, wherever it is. @param {boolean} last */
async function toEnd(last) {
  const body = table?.tBodies[last ? table.tBodies.length - 1 : 0];
  if (!body) return;
  body.scrollIntoView({ block: last ? "end" : "start" });
  await fill(body);
  const row = /** @type {Row | undefined} */ (body.rows[last ? body.rows.length - 1 : 0]);
  go(row?.cells[here.column]);
}

const rowsAt = (/** @type {string} */ which) => `${table?.dataset.rows}${table?.dataset.rows?.includes("?") ? "&" : "?"}${which}`;

/** Rows as the server has them now. @param {string[]} ids */
export async function renew(ids) {
  for (let from = 0; table && from < ids.length; from += 100)
    await swapPart(table, rowsAt(`ids=${ids.slice(from, from + 100).join(",")}&size=100`), "rows", undefined, false, (row) => rowOf(row.dataset.id));
}

// ---- keys and mouse ----

/** @param {KeyboardEvent} e */
function key(e) {
  const ctrl = e.ctrlKey || e.metaKey, cell = /** @type {Cell | null} */ (/** @type {Element} */ (e.target).closest("tbody td, tbody th"));
  if (!cell || e.defaultPrevented || /** @type {HTMLElement} */ (e.target).matches("input:not([type=checkbox]), select") || e.altKey) return;
  const page = Math.max(1, Math.floor(innerHeight / 40) - 4);
  const step = /** @type {Record<string, [number, number]>} */ ({ ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [page, 0],
    PageUp: [-page, 0], Home: [0, -99], End: [0, 99] })[e.key];
  if (ctrl && (e.key === "Home" || e.key === "End")) toEnd(e.key === "End");
  else if (step && !ctrl) {
    anchor = e.shiftKey ? anchor ?? here.id : undefined;
    go(beside(...step));
    if (e.shiftKey && step[0]) chooseTo(here.id);
  } else if (ctrl && e.key.toLowerCase() === "a") chooseAll();
  else if (e.key === " ") {
    anchor = here.id;
    choose([here.id ?? ""], !isChosen(here.id));
  } else if (e.key === "Enter" && !ctrl && !cell.classList.contains("can")) (cell.querySelector("a") ?? cell.parentElement?.querySelector("th a"))?.click();
  else if (e.key === "Escape" && count() > 0) chooseNone();
  else return;
  e.preventDefault();
}

/** @param {MouseEvent} e */
function click(e) {
  const target = /** @type {HTMLElement} */ (e.target), cell = /** @type {Cell | null} */ (target.closest("tbody td, tbody th")), row = cell?.closest("tr");
  const id = row?.dataset.id;
  if (!cell || !id || target.closest("a, .why, [data-busy]")) return;
  if (target.closest(".tick")) {
    const box = target.matches("input");        // its own change is heard below
    if (!box) e.preventDefault();
    if (e.shiftKey) chooseTo(id);
    else if (!box) choose([id], !isChosen(id));
    if (!e.shiftKey) anchor = id;
    go(row.cells[here.column]);
    return;
  }
  if (e.shiftKey) chooseTo(id);
  else if (e.ctrlKey || e.metaKey) choose([id], !isChosen(id));
  if (!e.shiftKey) anchor = id;
  go(cell);
}

if (table) {
  const head = /** @type {HTMLInputElement | null} */ (table.querySelector("[data-all]"));
  if (head) {
    head.hidden = false;
    head.addEventListener("change", () => (head.checked ? chooseAll() : chooseNone()));
  }
  dress();
  requestAnimationFrame(() => {
    const height = table.tBodies[0].getBoundingClientRect().height;
    holdWidths();
    lay(height);
  });
  let resized = 0;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(holdWidths, 200); });
  table.addEventListener("keydown", key);
  table.addEventListener("click", click);
  table.addEventListener("change", (e) => {
    const box = /** @type {HTMLInputElement} */ (e.target);
    if (box.name === "ids") choose([box.value], box.checked);
  });
  table.addEventListener("focusin", (e) => {
    const link = /** @type {HTMLElement} */ (e.target), cell = /** @type {Cell | null} */ (link.closest("tbody td, tbody th"));
    if (cell && link !== cell && link.matches("a")) go(cell);
  });
  document.addEventListener("swapped", (e) => {
    const part = /** @type {Element} */ (e.target);
    if (table.contains(part)) dress(part);
  });
  bar?.addEventListener("submit", (e) => {      // ids of rows that are not loaded are known here only
    if (/** @type {HTMLButtonElement | null} */ (e.submitter)?.name === "tout") { e.preventDefault(); chooseAll(); return; }
    for (const old of bar.querySelectorAll("[data-mine]")) old.remove();
    for (const [name, value] of [["tout", all ? "1" : ""], [all ? "sauf" : "ids", [...chosen].join(",")]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value, disabled: !value });
      field.dataset.mine = "";
      bar.append(field);
    }
    bar.method = chosen.size > BY_ADDRESS ? "post" : "get";     // what an address has no room for travels in the body
    bar.action = `/bureau/listes/${table.dataset.list}/${bar.method === "post" ? "choix" : "modifier"}`;
    for (const box of table.querySelectorAll("input[name=ids]")) box.toggleAttribute("form", false);
  });
  document.addEventListener("keydown", (e) => { // j and k among rows, from anywhere on the page
    const typing = /** @type {HTMLElement} */ (e.target).matches("input:not([type=checkbox]), select, textarea");
    if (typing || e.ctrlKey || e.metaKey || e.altKey || document.documentElement.dataset.keys === "off" || (e.key !== "j" && e.key !== "k")) return;
    e.preventDefault();
    go(table.contains(document.activeElement) ? beside(e.key === "j" ? 1 : -1, 0) : current());
  }, true);
  const link = /** @type {Element | null} */ (history.state?.row && table.querySelector(`tbody th a[href="${CSS.escape(history.state.row)}"]`));
  if (link) go(/** @type {Cell} */ (link.closest("th")));
}

// Columns change places by the mouse, too.
/** @type {HTMLElement | undefined} */
let dragged;
for (const label of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-order] label"))) {
  label.draggable = true;
  label.addEventListener("dragstart", () => { dragged = label; });
  label.addEventListener("dragover", (e) => {
    if (!dragged || dragged === label) return;
    e.preventDefault();
    const { top, height } = label.getBoundingClientRect();
    label[e.clientY > top + height / 2 ? "after" : "before"](dragged);
  });
}

// #colonnes opens that menu: the palette leads there.
function openMenu() {
  const pop = location.hash && document.querySelector(`.tools > details${location.hash}`);
  if (!pop) return;
  pop.setAttribute("open", "");
  pop.querySelector("summary")?.focus();
}
addEventListener("hashchange", openMenu);
openMenu();

// Filters take effect as they are ticked; the menus close when one clicks elsewhere or presses Escape.
const filters = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-filters]"));
filters?.addEventListener("change", (e) => { if (/** @type {Element} */ (e.target).closest("label.chip")) filters.requestSubmit(); });
document.addEventListener("click", (e) => {
  for (const pop of document.querySelectorAll(".pop[open]")) if (!pop.contains(/** @type {Node} */ (e.target))) pop.removeAttribute("open");
});
document.addEventListener("keydown", (e) => {
  const pop = /** @type {Element} */ (e.target).closest(".pop[open]");
  if (e.key === "Escape" && pop) {
    e.preventDefault();
    pop.removeAttribute("open");
    pop.querySelector("summary")?.focus();
  }
  const item = /** @type {Element} */ (e.target).closest("[data-order] label");
  if (item && e.altKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) {
    e.preventDefault();
    if (e.key === "ArrowUp") item.previousElementSibling?.matches("label") && item.previousElementSibling.before(item);
    else item.nextElementSibling?.after(item);
    item.querySelector("input")?.focus();
  }
}, true);
