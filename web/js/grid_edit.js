// Changing cells of a list: in place, filled down, emptied, pasted from a spreadsheet. What was typed is shown at once and given to the outbox (outbox.js: kept,
// sent in order, once); a refusal stays at its cell with its reason, a conflict shows both values, also on a page opened later. Fields are the server's.
// @ts-check
import { swapPart } from "./swap.js";
import { send as post, entriesOf, again, forget } from "./outbox.js";
import { table, words, say, rowOf, headOf, here, beside, go, current, isChosen, rows, renew } from "./grid.js";

/** @typedef {HTMLTableCellElement} Cell */
/** @typedef {{ id: string, column: string, value?: string, label?: string, was?: string, known?: boolean }} Change */
/** @typedef {import("./outbox.js").Entry} Entry */

const status = /** @type {HTMLElement | null} */ (document.querySelector("[data-status]"));
const words_ = /** @type {Record<string, string>} */ (words);
const path = `/bureau/listes/${table?.dataset.list}`;

// ---- what is said ----

/** @param {string} text @param {string} [kind] */
function tell(text, kind = "") {
  if (!status) return;
  status.textContent = text;
  status.className = `saved ${kind}`;
}

let toasting = 0;
/** @param {string} text @param {string} [button] @param {() => void} [act] */
function toast(text, button, act) {
  document.querySelector(".toast")?.remove();
  clearTimeout(toasting);
  const box = document.createElement("div");
  box.className = "toast";
  box.role = "status";
  box.append(text);
  if (button && act) {
    const one = document.createElement("button");
    one.className = "btn sm";
    one.textContent = button;
    one.addEventListener("click", () => { box.remove(); act(); });
    box.append(one);
  }
  document.body.append(box);
  toasting = setTimeout(() => box.remove(), 10000);
}

// ---- cells ----

/** @param {Cell} cell */
const editor = (cell) => /** @type {HTMLInputElement | HTMLSelectElement | undefined} */ (headOf(cell)?.querySelector("template")?.content.firstElementChild);
/** What the cell holds, as its editor and the server speak of it. @param {Cell} cell */
const valueOf = (cell) => cell.dataset.v ?? (editor(cell)?.matches("select") ? "" : (cell.textContent ?? "").trim());
/** @param {Cell} cell */
const wordOf = (cell) => headOf(cell)?.dataset.c ?? "";
/** @param {Change} change @returns {Cell | undefined} */
function cellOf(change) {
  const at = [...(table?.tHead?.rows[0].cells ?? [])].findIndex((h) => h.dataset.c === change.column);
  return rowOf(change.id)?.cells[at];
}
/** @param {Cell} cell @param {string} value */
const labelOf = (cell, value) => {
  const field = editor(cell);
  return field instanceof HTMLSelectElement ? [...field.options].find((o) => o.value === value)?.text ?? value : value;
};

/** Shown before the server has said yes. @param {Cell} cell @param {string} text @param {string} value */
function paint(cell, text, value) {
  cell.dataset.v = value;
  cell.dataset.busy = "";
  cell.classList.remove("refused");
  cell.classList.add("sending");
  const link = cell.querySelector("a");
  if (link && cell.matches("th")) link.textContent = text;
  else cell.textContent = text;
}

/** @param {Cell | undefined} cell @param {string} why @param {[string, () => void][]} [ways] */
function refuse(cell, why, ways = []) {
  if (!cell) return;
  cell.classList.remove("sending", "trial");
  cell.classList.add("refused");
  cell.querySelector(".why")?.remove();
  const box = document.createElement("span");
  box.className = "why";
  box.append(why);
  for (const [label, act] of ways) {
    const one = document.createElement("button");
    one.className = "btn sm";
    one.textContent = label;
    one.addEventListener("click", act);
    box.append(" ", one);
  }
  cell.append(box);
}

/** As the server has them. @param {Change[]} cells */
async function settle(cells) {
  for (const change of cells) {
    const cell = cellOf(change);
    if (!cell || openAt(change).length) continue;       // another change of it is on its way
    delete cell.dataset.busy;
    cell.classList.remove("sending", "refused", "trial");
    cell.querySelector(".why")?.remove();
  }
  await renew([...new Set(cells.map((c) => c.id))].filter(rowOf));
}

// ---- sending, and what became of it ----

/** @type {number[]} works that Ctrl Z takes back, newest last */
const done = [];
/** @type {Map<string, Entry>} by key: waiting or stopped */
const open = new Map();
/** @param {Entry} entry @returns {Change[]} */
const cellsOf = (entry) => entry.body.cells;

/** @param {{ id: string, column: string }} one @returns {Entry[]} */
const openAt = (one) => [...open.values()].filter((entry) => cellsOf(entry).some((c) => c.id === one.id && c.column === one.column));

/** @param {Change} change */
const textOf = (change) => change.label ?? (cellOf(change) ? labelOf(/** @type {Cell} */ (cellOf(change)), change.value ?? "") : change.value ?? "");

/** A stopped entry at its cells; PROBLEMS say which of them. @param {Entry} entry @param {any[]} [problems] */
function showStopped(entry, problems = []) {
  const cells = cellsOf(entry), give = () => forget(entry), at = problems.map((p) => Number(/^cells\.(\d+)/.exec(p.field)?.[1] ?? 0));
  if (entry.conflict) refuse(cellOf(cells[0]), entry.why ?? "", [...(entry.mine ? [/** @type {[string, () => void]} */ ([words_.mine ?? "", () => again(entry, entry.mine)])] : []), [words_.theirs ?? "", give]]);
  else if (problems.length) problems.forEach((p, i) => refuse(cellOf(cells[at[i]]), p.text));
  else refuse(cellOf(cells[0]), entry.why ?? "");
}

/** What has not been answered is shown over what the server has. @param {Entry} entry */
function showAgain(entry) {
  for (const change of cellsOf(entry)) {
    const cell = cellOf(change);
    if (cell && cell.dataset.busy === undefined) paint(cell, textOf(change), change.value ?? change.label ?? "");
  }
  if (entry.why !== undefined) showStopped(entry);
}

document.addEventListener("outbox", (e) => {
  const { entry, state, said } = /** @type {CustomEvent<{ entry: Entry, state: string, said: any }>} */ (e).detail;
  if (entry.path !== path) return;
  const known = open.has(entry.key), over = state === "kept" || state === "given up";
  if (over) open.delete(entry.key);
  else open.set(entry.key, entry);
  if (state === "kept") {
    if (said.work) done.push(said.work);
    tell(words_.saved ?? "");
    if (cellsOf(entry).length > 1) toast(say(words_.changed, cellsOf(entry).length), words_.undo, undo);
  } else if (state === "sending") showAgain(entry);
  else if (state === "waiting") tell(say(words_.waiting, open.size), "waiting");
  else if (state !== "given up") {
    tell(words_.refused ?? "", "bad");
    showStopped(entry, said?.problems);
  }
  if (over && known) settle(cellsOf(entry));
});

/** @param {Change[]} cells */
async function send(cells) {
  const [first] = cells, row = rowOf(first.id), head = table?.tHead?.querySelector(`[data-c="${first.column}"]`);
  const label = [cells.length > 1 ? cells.length : row?.querySelector("th a")?.textContent, head?.textContent, textOf(first)].filter((t) => t).join(" · ");
  tell(words_.saving ?? "");
  for (const old of cells.flatMap(openAt)) {        // what was refused there is typed anew
    if (old.why === undefined || cellsOf(old).length > cells.length) continue;
    open.delete(old.key);
    forget(old);
  }
  await post({ path, body: { cells }, label, ...(cells.length === 1 && { mine: { cells: [{ ...first, known: false }] } }) });
}

async function undo() {
  const work = done.pop();
  if (!work || [...open.values()].some((one) => one.why === undefined)) return;
  const answer = await fetch(`${words_.undoAt}/${work}/annuler`, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": crypto.randomUUID() }, body: "{}" })
    .catch(() => null);
  const said = await answer?.json().catch(() => ({}));
  tell(answer?.ok ? words_.undone ?? "" : said?.problems?.[0]?.text ?? words_.lost ?? "", answer?.ok ? "" : "bad");
  for (const body of table?.tBodies ?? []) if (body.dataset.live) swapPart(body, body.dataset.at ?? location.href, "rows");
}

// ---- in place ----

/** @param {Cell} cell @param {string} [typed] what a key has begun */
function edit(cell, typed) {
  const field = editor(cell), before = valueOf(cell);
  if (!field || cell.querySelector("input:not([type=checkbox]), select")) return;
  const mine = /** @type {HTMLInputElement | HTMLSelectElement} */ (document.importNode(field, true)), old = [...cell.childNodes];
  const id = /** @type {HTMLTableRowElement} */ (cell.parentElement).dataset.id ?? "", column = wordOf(cell);
  const stopped = openAt({ id, column }).filter((one) => one.why !== undefined);
  let over = false;
  cell.dataset.busy = "";
  cell.classList.add("edit");
  cell.replaceChildren(mine);
  mine.value = typed ?? before;
  mine.focus();
  if (mine instanceof HTMLInputElement && typed === undefined) mine.select();
  /** @param {boolean} keep */
  const close = (keep) => {
    if (over) return false;
    over = true;
    const value = mine.value.trim(), changed = keep && value !== before;
    cell.classList.remove("edit");
    cell.replaceChildren(...old);
    delete cell.dataset.busy;
    const was = stopped.flatMap(cellsOf).find((c) => c.id === id && c.column === column)?.was ?? before;     // what the server has, where it refused
    if (!keep) stopped.forEach(forget);
    if (!changed) return true;
    paint(cell, labelOf(cell, value) || "", value);
    send([{ id, column, value, was, known: true }]);
    return true;
  };
  mine.addEventListener("blur", () => close(true));
  mine.addEventListener("keydown", (e) => {
    const key = /** @type {KeyboardEvent} */ (e);
    if (!["Enter", "Tab", "Escape"].includes(key.key) || key.isComposing) return;
    e.preventDefault();
    e.stopPropagation();
    if (!close(key.key !== "Escape")) return;
    if (key.key === "Enter") go(beside(key.shiftKey ? -1 : 1, 0));
    else if (key.key === "Tab") {
      const step = key.shiftKey ? -1 : 1;
      let next = beside(0, step), last = cell;
      while (next && next !== last && !editor(next)) { go(next); last = next; next = beside(0, step); }
      go(next);
      if (next && editor(next) && next !== cell) edit(next);
    } else go(cell);
  });
  if (mine instanceof HTMLSelectElement) mine.addEventListener("change", () => { if (close(true)) go(cell); });
}

// ---- fill down, empty, copy ----

/** The cells of this column in what is selected (loaded rows). @param {Cell} from @returns {Cell[]} */
function column(from) {
  return rows().filter((r) => isChosen(r.dataset.id)).map((r) => r.cells[from.cellIndex]).filter((c) => c !== from);
}

/** @param {Cell[]} cells @param {string} value @param {string} text */
function setAll(cells, value, text) {
  const changes = cells.filter((c) => valueOf(c) !== value).map((c) => {
    const change = { id: /** @type {HTMLTableRowElement} */ (c.parentElement).dataset.id ?? "", column: wordOf(c), value, was: valueOf(c), known: true };
    paint(c, text, value);
    return change;
  });
  if (changes.length) send(changes);
}

/** From the first selected row to the others; without a selection, to the next row. @param {Cell} cell */
function fillDown(cell) {
  const below = beside(1, 0), some = [...column(cell), cell].sort((a, b) => a.compareDocumentPosition(b) & 4 ? -1 : 1);
  const cells = some.length > 1 ? some : below && below !== cell ? [cell, below] : [];
  if (!cells.length) return;
  setAll(cells.slice(1), valueOf(cells[0]), labelOf(cells[0], valueOf(cells[0])));
  if (some.length === 1) go(below);
}

// ---- pasting a block ----

/** @param {string} text @returns {string[][]} */
function block(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((one) => one.replace(/^"([\s\S]*)"$/, "$1").replaceAll('""', '"').trim()));
}

const plain = (/** @type {string | null} */ text) => (text ?? "").replace(/\s+/g, " ").trim();

/** @param {Cell} from @param {string[][]} lines @returns {Change[] | null} */
function changesOf(from, lines) {
  const all = rows(), top = all.indexOf(/** @type {HTMLTableRowElement} */ (from.parentElement));
  if (top + lines.length > all.length) return null;
  return lines.flatMap((line, y) => line.flatMap((label, x) => {
    const cell = all[top + y].cells[from.cellIndex + x];
    if (!cell || plain(cell.textContent) === plain(label)) return [];
    return [{ id: all[top + y].dataset.id ?? "", column: wordOf(cell), ...(label ? { label } : { value: "" }), was: valueOf(cell), known: true }];
  }));
}

/** What would be refused is shown before anything is kept. @param {Change[]} changes @param {any[]} problems */
function preview(changes, problems) {
  const bad = new Map(problems.map((p) => [Number(/^cells\.(\d+)/.exec(p.field)?.[1] ?? -1), p.text]));
  changes.forEach((c, i) => {
    const cell = cellOf(c);
    if (!cell) return;
    paint(cell, c.label ?? "", valueOf(cell));
    cell.classList.replace("sending", "trial");
    if (bad.has(i)) refuse(cell, bad.get(i));
  });
  const good = changes.filter((_, i) => !bad.has(i)), box = document.createElement("div"), text = document.createElement("b");
  document.querySelector(".pasting")?.remove();
  box.className = "pasting notice warn";
  box.role = "alert";
  text.textContent = say(words_.pasteRefused, bad.size, changes.length);
  box.append(text);
  /** @param {string} label @param {string} look @param {() => void} act */
  const button = (label, look, act) => {
    const one = document.createElement("button");
    one.className = `btn sm ${look}`;
    one.textContent = label;
    one.addEventListener("click", () => { box.remove(); settle(changes).then(act); go(current()); });
    box.append(one);
    return one;
  };
  const first = good.length ? button(say(words_.pasteSome, good.length), "go", () => apply(good)) : null;
  const last = button(words_.cancel ?? "", "", () => {});
  table?.closest(".grid")?.before(box);
  (first ?? last).focus();
}

/** @param {Change[]} changes */
function apply(changes) {
  for (const c of changes) {
    const cell = cellOf(c), option = cell && editor(cell)?.matches("select") ? [.../** @type {HTMLSelectElement} */ (editor(cell)).options].find((o) => o.text === c.label)?.value : undefined;
    if (cell) paint(cell, c.label ?? "", option ?? c.label ?? "");
  }
  send(changes);
}

/** @param {Cell} from @param {string} text */
async function paste(from, text) {
  const changes = changesOf(from, block(text));
  if (!changes) return tell(words_.tooFar ?? "", "bad");
  if (!changes.length) return undefined;
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify({ check: true, cells: changes }) })
    .catch(() => null);
  const said = await answer?.json().catch(() => ({}));
  if (answer?.ok) apply(changes);
  else if (answer?.status === 422 && said?.problems) preview(changes, said.problems);
  else tell(words_.lost ?? "", "bad");
  return undefined;
}

// ---- keys ----

/** @param {KeyboardEvent} e */
function key(e) {
  const cell = /** @type {Cell | null} */ (/** @type {Element} */ (e.target).closest("tbody td, tbody th")), ctrl = e.ctrlKey || e.metaKey;
  if (!cell || e.defaultPrevented || /** @type {HTMLElement} */ (e.target).matches("input:not([type=checkbox]), select, button")) return;
  const field = editor(cell);
  if (ctrl && e.key.toLowerCase() === "z") undo();
  else if (!field || e.altKey) return;
  else if (e.key === "F2" || (e.key === "Enter" && !ctrl && !e.shiftKey)) edit(cell);
  else if (ctrl && e.key.toLowerCase() === "d") fillDown(cell);
  else if (e.key === "Delete" && !field.required) setAll([cell, ...(isChosen(here.id) ? column(cell) : [])], "", "");
  else if (!ctrl && e.key.length === 1 && e.key !== " " && field.matches("input") && document.documentElement.dataset.keys === "off") edit(cell, e.key);
  else if (!ctrl && /^[\p{Lu}\p{N}]$/u.test(e.key) && field.matches("input")) edit(cell, e.key);
  else return;
  e.preventDefault();
}

if (table) {
  entriesOf(path).then((entries) => {
    for (const entry of entries) open.set(entry.key, entry);
    entries.forEach(showAgain);
  });
  document.addEventListener("swapped", (e) => {     // rows that came later
    if (table?.contains(/** @type {Element} */ (e.target))) open.forEach(showAgain);
  });
  table.addEventListener("keydown", key);
  table.addEventListener("dblclick", (e) => {
    const cell = /** @type {Cell | null} */ (/** @type {Element} */ (e.target).closest("tbody td, tbody th"));
    if (cell && editor(cell)) edit(cell);
  });
  document.addEventListener("paste", (e) => {
    const cell = /** @type {Cell | null} */ (document.activeElement?.closest(".grid tbody td, .grid tbody th")), text = e.clipboardData?.getData("text/plain");
    if (!cell || !text || document.activeElement?.matches("input:not([type=checkbox]), select")) return;
    e.preventDefault();
    paste(cell, text);
  });
  document.addEventListener("copy", (e) => {
    const cell = current();
    if (!cell || !table?.contains(document.activeElement) || document.activeElement?.matches("input:not([type=checkbox])") || String(getSelection())) return;
    const some = rows().filter((r) => isChosen(r.dataset.id));
    const lines = some.length ? some.map((r) => [...r.cells].slice(1).map((c) => (c.textContent ?? "").trim()).join("\t")) : [(cell.textContent ?? "").trim()];
    e.clipboardData?.setData("text/plain", lines.join("\n"));
    e.preventDefault();
  });
}
