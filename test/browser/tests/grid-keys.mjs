// Lists one works in, without a mouse: columns, a filter, a view, sorting, selection, editing from cell to cell, filling, copying, pasting a block.
import { visitor } from "../lib/browser.mjs";
import { cell, columnOf, columns, idle, idOf, items, openList, said, selected, server, textOf, walkTo } from "../lib/grid.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const ten = ["nom-usage", "prenom", "naissance", "regime", "sexe", "courriel", "portable", "classe", "elenoet", "ine"];
const shown = `/bureau/eleves?colonnes=${ten.join(",")}`;
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key); };

/** Tab until what has the focus is called NAME. */
async function tabTo(page, name, most = 60) {
  for (let i = 0; i < most; i++) {
    if (await page.evaluate((n) => { const e = document.activeElement; return (e?.labels?.[0] ?? e)?.textContent?.trim() === n || e?.ariaLabel === n; }, name)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no Tab leads to ${name}`);
}
const follow = (page, ...keys) => Promise.all([page.waitForNavigation(), press(page, ...keys)]);

async function columnsChosen(page) {
  await openList(page, "/bureau/eleves");
  await tabTo(page, "Colonnes");
  await press(page, "Enter");
  await tabTo(page, "Sexe");
  await press(page, "Space", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp");
  await tabTo(page, "Appliquer");
  await follow(page, "Enter");
  const now = await columns(page);
  check(now[1] === "sexe", "a column is ticked, and moved to the front with Alt and the arrows", now);
  await tabTo(page, "Colonnes");
  await press(page, "Enter");
  await tabTo(page, "Comme au début");
  await follow(page, "Enter");
  check(!(await columns(page)).includes("sexe"), "and put back as at first");
}

async function filterViewSort(page) {
  await openList(page, "/bureau/eleves");
  await tabTo(page, "Régime");
  await press(page, "Enter", "Tab", "Space");
  await tabTo(page, "Appliquer");
  await follow(page, "Enter");
  check(/regime=/.test(page.url()) && new Set(await columnOf(page, "regime")).size === 1, "a filter");
  await tabTo(page, "Nom, prénom");
  await follow(page, "Enter");
  check(/sort=-nom/.test(page.url()), "sorted the other way");
  await tabTo(page, "Garder cette vue");
  await press(page, "Enter");
  await tabTo(page, "Nom de la vue");
  await page.keyboard.type("Au clavier");
  await follow(page, "Enter");
  check(await page.locator(".tabs [aria-current]").innerText() === "Au clavier", "kept as a view");
  await tabTo(page, "Garder cette vue");
  await press(page, "Enter", "Tab");
  await follow(page, "Enter");
  check(await page.locator(".tabs").count() === 0, "and taken away");
}

async function selection(page) {
  await openList(page, "/bureau/eleves");
  await walkTo(page, 0, "nom");
  await press(page, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown");
  check(await selected(page) === 4, "Shift and the arrow extend the selection");
  await press(page, "ArrowDown", "ArrowDown", "Space");
  check(await selected(page) === 5, "the space bar adds a row");
  await press(page, "Control+a");
  check(/^480 |^4\d\d /.test((await page.locator("#chosen [data-count]").innerText()).replace(/\s/g, " ")), "Ctrl A selects all that was found", await page.locator("#chosen [data-count]").innerText());
  await press(page, "Escape");
  check(await selected(page) === 0, "Escape selects nothing");
  await press(page, "Control+End");
  await page.waitForFunction(() => document.activeElement?.closest("tbody tr") && !document.activeElement.closest("tr").nextElementSibling);
  const last = (await items(page, "/bureau/eleves?sort=-nom&size=1"))[0].display_name;
  check((await focused(page)).includes(last), "Ctrl End goes to the very last row", [await focused(page), last]);
  await press(page, "Control+Home");
  await page.waitForFunction(() => document.activeElement?.closest("tbody")?.previousElementSibling?.matches("thead"));
  const first = (await items(page, "/bureau/eleves?size=1"))[0].display_name;
  check((await focused(page)).includes(first), "and Ctrl Home to the first", await focused(page));
}

async function editing(page) {
  await openList(page, shown);
  await walkTo(page, 1, "nom-usage");
  const id = await idOf(page, 1), below = await idOf(page, 2);
  await press(page, "F2");
  await page.keyboard.type("Clavier");
  await press(page, "Tab");
  check(await page.evaluate(() => document.activeElement?.matches("input") && document.activeElement.closest("td") !== null), "Tab saves, and edits the next cell");
  await press(page, "Escape");
  await idle(page);
  await press(page, "ArrowRight", "Enter");
  await page.keyboard.type("01/02/2012");
  await press(page, "Enter");
  await idle(page);
  const [one] = await items(page, `/bureau/eleves?ids=${id}`);
  check(one.usage_name === "Clavier" && one.birth_date === "2012-02-01", "both are saved", JSON.stringify(one));
  const column = await page.evaluate(() => document.activeElement?.cellIndex), heads = await columns(page);
  check(heads[column - 1] === "naissance", "Enter goes down in the same column", [column, ...heads]);
  await walkTo(page, 0, "courriel");
  const row = await page.evaluate(() => document.activeElement.closest("tr").dataset.id);
  await press(page, "F2");
  await page.keyboard.type("un@exemple.fr");
  await press(page, "Escape");
  check((await server(page, [row], "courriel"))[0] === "" && !/un@/.test(await focused(page)), "Escape leaves it as it was");
  await page.keyboard.type("Tapez@exemple.fr");
  await press(page, "Enter");
  await idle(page);
  check((await server(page, [row], "courriel"))[0] === "Tapez@exemple.fr", "a capital begins the new value");
  await walkTo(page, 0, "courriel");
  await press(page, "Delete");
  await idle(page);
  check((await server(page, [row], "courriel"))[0] === "", "Delete empties");
  return below;
}

async function filling(page) {
  await openList(page, shown);
  await walkTo(page, 5, "courriel");
  const ids = [];
  for (const row of [5, 6, 7, 8]) ids.push(await idOf(page, row));
  await press(page, "F2");
  await page.keyboard.type("famille@exemple.fr");
  await press(page, "Enter", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp");
  await idle(page);
  await press(page, "Control+d");
  await page.locator(".toast").waitFor();
  await idle(page);
  const mails = await server(page, ids, "courriel");
  check(mails.length === 4 && mails.every((m) => m === "famille@exemple.fr"), "Ctrl D fills what is selected down from its first row", mails);
  check(/3/.test(await page.locator(".toast").innerText()) && await page.locator(".toast button").count() === 1, "and offers to take it back");
  await press(page, "Control+z");
  await page.waitForFunction(() => document.querySelector("[data-status]").textContent === "Annulé");
  const back = await server(page, ids, "courriel");
  check(back[0] === "famille@exemple.fr" && back.slice(1).every((m) => m === ""), "Ctrl Z takes all of it back at once", back);
  await idle(page);
  await page.evaluate(() => document.querySelector(".toast")?.remove());
  await press(page, "Control+d");
  await page.locator(".toast").waitFor();
  await idle(page);
  await press(page, "Delete");
  await page.waitForFunction(() => /4/.test(document.querySelector(".toast")?.textContent ?? ""));
  await idle(page);
  check((await server(page, ids, "courriel")).every((m) => m === ""), "Delete empties what is selected");
}

/** 35 rows of 10 columns as a spreadsheet has them: what is there, changed by CHANGE(row, word, text). */
async function block(page, change) {
  const all = await Promise.all(ten.map((word) => columnOf(page, word)));
  return Array.from({ length: 35 }, (_, y) => ten.map((word, x) => change(y, word, all[x][y + 1])).join("\t")).join("\n");
}
const put = (page, text) => page.evaluate((t) => navigator.clipboard.writeText(t), text);

async function pasting(page) {
  await openList(page, shown);
  const ids = [];
  for (let row = 1; row <= 35; row++) ids.push(await idOf(page, row));
  const good = (y, word, text) => ({ courriel: `p${y}@exemple.fr`, portable: `06 00 00 00 ${String(y + 10)}`, regime: y % 2 ? "Interne" : "Externe" })[word] ?? text;
  await put(page, await block(page, good));
  await walkTo(page, 1, "nom-usage");
  await page.evaluate(() => {
    window.pasted = new Promise((yes) => document.addEventListener("paste", () => {
      const began = performance.now(), look = () => (document.querySelector(".grid .sending") ? requestAnimationFrame(() => yes(performance.now() - began)) : requestAnimationFrame(look));
      look();
    }, { once: true }));
  });
  await press(page, "Control+v");
  console.log(`# pasting 35 × 10, checked by the server and painted: ${Math.round(await page.evaluate(() => window.pasted))} ms`);
  await page.locator(".toast").waitFor();
  await idle(page);
  const [mails, phones, boards] = [await server(page, ids, "courriel"), await server(page, ids, "portable"), await server(page, ids, "regime")];
  check(ids.every((_, y) => mails[y] === `p${y}@exemple.fr` && phones[y] === `06 00 00 00 ${y + 10}` && boards[y] === (y % 2 ? "Interne" : "Externe")),
    "a block of 35 × 10 is pasted, words read as a person reads them", ids.map((_, y) => [y, mails[y], phones[y], boards[y]]).filter(([y, m, p]) => m !== `p${y}@exemple.fr` || p !== `06 00 00 00 ${y + 10}`));
  const bad = (y, word, text) => (word === "naissance" && y === 3 ? "45/13/2012" : word === "regime" && y === 7 ? "Volant" : word === "courriel" ? `q${y}@exemple.fr` : text);
  await put(page, await block(page, bad));
  await walkTo(page, 1, "nom-usage");
  await press(page, "Control+v");
  await page.locator(".pasting").waitFor();
  check(/2 sur/.test(await page.locator(".pasting").innerText()) && await page.locator(".grid .refused").count() === 2, "what would be refused is shown before anything is kept", await page.locator(".pasting").innerText());
  check((await server(page, ids, "courriel"))[0] === "p0@exemple.fr", "nothing is kept so far");
  check(/^Coller les autres/.test(await focused(page)), "the focus is on what may be done", await focused(page));
  await page.evaluate(() => document.querySelector(".toast")?.remove());
  await press(page, "Enter");
  await page.locator(".toast").waitFor();
  await idle(page);
  const then = await server(page, ids, "courriel");
  check(then.every((mail, y) => mail === `q${y}@exemple.fr`) && (await server(page, ids, "regime"))[7] === "Interne", "the others are pasted", then);
  await walkTo(page, 2, "courriel");
  await press(page, "Control+c");
  check(await page.evaluate(() => navigator.clipboard.readText()) === await textOf(page, 2, "courriel"), "a cell is copied");
  await press(page, "Shift+ArrowDown", "Control+c");
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split("\n").map((l) => l.split("\t"));
  check(copied.length === 2 && copied[0].length === 11, "rows are copied as a spreadsheet takes them", copied[0]);
  const last = await page.locator(".grid tbody tr[data-id]").count();
  await put(page, Array.from({ length: last + 5 }, () => "x").join("\n"));
  await press(page, "Control+v");
  check(/dépasse/.test(await said(page)), "a block that is too long is refused", await said(page));
}

async function record(page) {
  await openList(page, "/bureau/eleves");
  await walkTo(page, 2, "nom");
  const name = await textOf(page, 2, "nom");
  await follow(page, "Enter");
  check((await page.locator("main h1").innerText()) === name.split("\n")[0], "Enter on the name opens the record");
  await page.goBack();
  await page.waitForFunction((n) => document.activeElement?.textContent?.trim() === n, name);
  check(true, "and the focus is there again");
  check((await (await cell(page, 0, "nom")).getAttribute("tabindex")) !== "0", "one tab stop only");
}

export default async function gridKeys(schools) {
  const v = await visitor(schools.demo, { height: 800 });
  await v.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: schools.demo });
  await supervisor(v);
  for (const [name, run] of Object.entries({ columnsChosen, filterViewSort, selection, editing, filling, pasting, record })) await test(`lists by keyboard: ${name}`, () => run(v.page));
  check(v.seen.errors.length === 0, "lists by keyboard: the console stays silent", v.seen.errors);
  await v.context.close();
}
