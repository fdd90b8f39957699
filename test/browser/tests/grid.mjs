// Lists one works in, by mouse: columns, filters, views, sorting, selection, changes in cells and in masses, files; two at work on one record.
import { violations } from "../lib/axe.mjs";
import { visitor } from "../lib/browser.mjs";
import { cell, columnOf, columns, idle, idOf, items, openList, said, selected, server, textOf } from "../lib/grid.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

const shown = "/bureau/eleves?size=30&colonnes=classe,naissance,regime,nom-usage,courriel,portable";
const axe = async (page, what) => { const found = await violations(page); check(found.length === 0, `axe finds nothing: ${what}`, found); };
/** A list of a dozen rows: axe looks at every cell, and one row is like another. */
const few = async (page, address) => openList(page, `${address}${address.includes("?") ? "&" : "?"}ids=${(await items(page, "/bureau/eleves?size=12")).map((one) => one.id).join()}`);
const go = (page, click, url) => Promise.all([page.waitForURL(url), click]);

/** What is far away has its place and does not come before one goes there. */
async function blocks(page) {
  const rows = () => page.locator(".grid tbody tr[data-id]").count();
  await openList(page, "/bureau/eleves?size=20");
  await page.waitForTimeout(600);
  const total = (await items(page, "/bureau/eleves?size=5000")).length, first = await rows();
  const tall = await page.locator(".grid").evaluate((pane) => pane.scrollHeight), row = await page.locator(".grid tbody tr[data-id]").first().evaluate((r) => r.offsetHeight);
  check(first < 150 && total > 400, "a list that opens loads what is near", [first, total]);
  check(Math.abs(tall - total * row) < 0.1 * tall, "the scroll bar tells how long it is", [tall, total, row]);
  await page.locator(".grid").evaluate((pane) => { pane.scrollTop = pane.scrollHeight; });
  await page.locator(`.grid tbody tr[data-id]:has-text("${(await items(page, "/bureau/eleves?size=5000"))[total - 1].display_name}")`).waitFor();
  check(await rows() < 300, "its end comes without what lies between", [await rows()]);
}

async function columnsChosen(page) {
  await few(page, "/bureau/eleves");
  const menu = page.locator("#colonnes");
  await menu.locator("summary").click();
  await axe(page, "a menu open");
  await menu.getByLabel("Portable").check();
  const from = menu.locator("label", { hasText: "Régime" }), to = menu.locator("label", { hasText: "Classe" }).first();
  await from.dragTo(to, { targetPosition: { x: 20, y: 3 } });
  await Promise.all([page.waitForNavigation(), menu.getByRole("button", { name: "Appliquer" }).click()]);
  const now = await columns(page);
  check(now.includes("portable") && now.indexOf("regime") < now.indexOf("classe"), "columns are ticked, and dragged to another place", now);
  await openList(page, "/bureau/eleves");
  check((await columns(page)).join() === now.join(), "they are kept");
  await page.locator("#colonnes summary").click();
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Comme au début" }).click()]);
  check(!(await columns(page)).includes("portable"), "and put back as at first");
}

async function filtersAndViews(page) {
  await openList(page, "/bureau/eleves");
  await page.locator("summary.chip", { hasText: "Classe" }).click();
  const boxes = page.locator(".pop[open] label"), names = [(await boxes.nth(0).innerText()).trim(), (await boxes.nth(1).innerText()).trim()];
  await boxes.nth(0).click();
  await boxes.nth(1).click();
  await go(page, page.locator(".pop[open]").getByRole("button", { name: "Appliquer" }).click(), /classe=/);
  const classes = new Set(await columnOf(page, "classe"));
  check([...classes].every((c) => names.includes(c)) && classes.size === 2, "a filter of two values", [...classes]);
  await go(page, page.locator("thead a", { hasText: "Né(e) le" }).click(), /sort=naissance/);
  const days = (await columnOf(page, "naissance")).map((d) => d.split("/").reverse().join());
  check(days.join(" ") === [...days].sort().join(" "), "sorted by a click on the head");
  await page.locator("summary", { hasText: "Garder cette vue" }).click();
  await page.getByLabel("Nom de la vue").fill("Deux classes");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Garder", exact: true }).click()]);
  check(await page.locator(".tabs [aria-current]").innerText() === "Deux classes", "the view is kept, and is the one shown");
  await go(page, page.locator(".tabs a", { hasText: "Tout" }).click(), /eleves$/);
  await go(page, page.locator(".tabs a", { hasText: "Deux classes" }).click(), /classe=.*sort=naissance|sort=naissance.*classe=/);
  check(new Set(await columnOf(page, "classe")).size === 2, "and found again");
  await page.locator("summary", { hasText: "Garder cette vue" }).click();
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: /Retirer la vue/ }).click()]);
  check(await page.locator(".tabs").count() === 0, "and taken away");
}

async function selection(page) {
  await few(page, "/bureau/eleves");
  const tick = (n) => page.locator(".grid tbody .tick label").nth(n);
  await tick(1).click();
  await tick(5).click({ modifiers: ["Shift"] });
  check(await selected(page) === 5, "Shift selects from one to the other");
  await page.locator(".grid tbody th").nth(8).click({ modifiers: ["Control"], position: { x: 4, y: 8 } });
  check(await selected(page) === 6 && /^6 /.test(await page.locator("#chosen [data-count]").innerText()), "Ctrl adds one, and their number is said");
  await axe(page, "rows selected");
  await openList(page, "/bureau/eleves");
  await tick(1).click();
  await page.locator("#chosen [name=tout]").click();
  const all = await page.locator("#chosen [data-count]").innerText(), total = await page.locator(".head .count").innerText();
  check(parseInt(all.replace(/\D/g, ""), 10) === parseInt(total.replace(/\D/g, ""), 10), "all that was found, loaded or not", [all, total]);
  await page.locator(".grid tbody .tick label").nth(0).click();
  const less = await page.locator("#chosen [data-count]").innerText(), number = (text) => parseInt(text.replace(/\D/g, ""), 10);
  check(await page.locator("[data-all]").evaluate((box) => box.indeterminate) && number(less) === number(all) - 1, "one less is not all any more, and all the others still are", [less, all]);
  await go(page, page.locator("#chosen button", { hasText: "Modifier" }).click(), /modifier\?.*tout=1.*sauf=\d+$/);
  check(number(await page.locator(".head .count").innerText()) === number(all) - 1, "the page of the change says so too", await page.locator(".head .count").innerText());
}

/** From the first row to the last, one not: more than an address holds, so that a form carries them from page to page. */
async function thousands(page) {
  await openList(page, "/bureau/eleves");
  const total = await page.locator(".grid table").getAttribute("aria-rowcount").then(Number), sent = [], note = (r) => sent.push(r);
  page.on("request", note);
  await page.locator(".grid tbody .tick label").nth(0).click();
  await page.keyboard.press("Control+End");
  await page.waitForFunction(() => document.activeElement?.closest("tbody tr") && !document.activeElement.closest("tr").nextElementSibling);
  await page.locator(".grid tbody .tick label").last().click({ modifiers: ["Shift"] });
  await page.waitForFunction((n) => document.querySelectorAll(".grid tbody tr[aria-selected=true]").length === n, total);
  await page.locator(".grid tbody .tick label").last().click();
  await go(page, page.locator("#chosen button", { hasText: "Modifier" }).click(), /choix$/);
  check(parseInt(await page.locator(".head .count").innerText(), 10) === total - 1, "a selection too long for an address is posted", await page.locator(".head .count").innerText());
  await Promise.all([page.waitForURL(/choix/), page.locator("button[name=champ][value=courriel]").click()]);
  await page.locator("input[name=value]").fill("rien");
  await page.locator("form button.go").click();
  await page.locator(".problems").waitFor();
  check(parseInt(await page.locator(".head .count").innerText(), 10) === total - 1, "and goes on with the form, also where it is refused");
  check(sent.every((r) => r.url().length < 2000) && sent.filter((r) => r.method() === "POST" && r.isNavigationRequest()).length === 3, "no address grows with it", sent.map((r) => r.url().length).sort().at(-1));
  page.off("request", note);
}

/** Each kind of editor: what is typed is there at once, saved, and the server's. */
async function edits(page) {
  await few(page, shown);
  const id = await idOf(page, 2);
  const type = async (word, text) => {
    await (await cell(page, id, word)).dblclick({ position: { x: 60, y: 8 } });
    const input = page.locator(".grid .edit input");
    await input.fill(text);
    await input.press("Enter");
    await idle(page);
  };
  const pick = async (word, label) => {
    await (await cell(page, id, word)).dblclick({ position: { x: 60, y: 8 } });
    await page.locator(".grid .edit select").selectOption({ label });
    await idle(page);
  };
  await type("nom-usage", "Albertini");
  await type("naissance", "14/03/2012");
  await type("portable", "0612345678");
  await pick("regime", "Interne");
  const classes = await page.evaluate(() => [...document.querySelector("th[data-c=classe] template").content.querySelectorAll("option")].map((o) => o.text));
  await pick("classe", classes.at(-1));
  const [one] = await items(page, `/bureau/eleves?ids=${id}`);
  check(one.usage_name === "Albertini" && one.birth_date === "2012-03-14" && one.board_status === "boarder" && one.class.code === classes.at(-1),
    "a text, a day, a number, a word and a class are changed in their cells", JSON.stringify(one));
  check(await textOf(page, id, "portable") === "06 12 34 56 78" && await textOf(page, id, "regime") === "Interne", "and read as the server prints them");
  await type("naissance", "31/02/2012");
  await page.locator(".grid .refused").waitFor();
  check((await page.locator(".grid .why").innerText()).length > 10 && await said(page) === "Refusé", "what is refused stays, with its reason");
  await axe(page, "a cell refused");
  await type("naissance", "15/03/2012");
  check(await page.locator(".grid .refused").count() === 0 && (await items(page, `/bureau/eleves?ids=${id}`))[0].birth_date === "2012-03-15", "and is mended in its place");
  await (await cell(page, id, "nom-usage")).dblclick({ position: { x: 60, y: 8 } });
  await axe(page, "a cell being edited");
  await page.keyboard.press("Escape");
}

async function mass(page) {
  await openList(page, shown);
  for (const n of [10, 11, 12]) await page.locator(".grid tbody .tick label").nth(n).click();
  await go(page, page.locator("#chosen button", { hasText: "Modifier" }).click(), /modifier\?/);
  check(await page.locator("main .rows li").count() === 3, "the page of the change says whom it is about");
  await page.locator(".chips a", { hasText: "Régime" }).click();
  await page.locator("select[name=value]").selectOption({ label: "Externe" });
  await Promise.all([page.waitForNavigation(), page.locator("form button.go").click()]);
  const words = await columnOf(page, "regime");
  check(words.slice(10, 13).every((w) => w === "Externe"), "the same value for three", words.slice(9, 14));
}

async function files(page) {
  await openList(page, "/bureau/eleves?q=ma");
  await page.locator("#exporter summary").click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#exporter a", { hasText: /CSV/i }).click()]);
  check(/\.csv$/.test(file.suggestedFilename()), "the list as a file", file.suggestedFilename());
}

/** Two at one record: who comes second sees both values, and says which it is. */
async function conflict(schools, page) {
  const other = await visitor(schools.demo);
  await supervisor(other);
  await openList(page, shown);
  await openList(other.page, shown);
  await page.evaluate(() => { for (const box of document.querySelectorAll("[data-live]")) box.removeAttribute("data-live"); });    // this one does not look
  const id = await idOf(page, 20), now = async () => (await server(page, [id], "courriel"))[0];
  const put = async (where, word, text) => {
    await (await cell(where, id, word)).dblclick({ position: { x: 60, y: 8 } });
    await where.locator(".grid .edit input").fill(text);
    await where.locator(".grid .edit input").press("Enter");
  };
  await put(other.page, "courriel", "premier@exemple.fr");
  await idle(other.page);
  await put(page, "courriel", "second@exemple.fr");
  await page.locator(".grid .refused .why").waitFor();
  const why = await (await cell(page, id, "courriel")).innerText();
  check(/second@/.test(why) && /premier@/.test(why), "both values are shown", why);
  check(await now() === "premier@exemple.fr", "the first one stands");
  await page.locator(".grid").getByRole("button", { name: "Mettre le mien" }).click();
  for (let tries = 0; tries < 50 && await now() !== "second@exemple.fr"; tries++) await page.waitForTimeout(100);
  await idle(page);
  check(await now() === "second@exemple.fr" && await page.locator(".grid .refused").count() === 0, "« Mettre le mien » overrules");
  await other.page.waitForTimeout(1500);
  await put(other.page, "courriel", "troisieme@exemple.fr");
  await idle(other.page);
  await put(page, "courriel", "quatrieme@exemple.fr");
  await page.locator(".grid").getByRole("button", { name: "Garder le sien" }).click();
  await page.waitForFunction(() => !document.querySelector(".grid .refused"));
  check(await now() === "troisieme@exemple.fr" && await textOf(page, id, "courriel") === "troisieme@exemple.fr", "« Garder le sien » shows it");
  await other.context.close();
}

/** Somebody changes another cell while one types: it appears, the editor stays. */
async function liveWhileTyping(schools, page) {
  const other = await visitor(schools.demo);
  await supervisor(other);
  await openList(page, shown);
  await openList(other.page, shown);
  await page.waitForTimeout(1200);
  await (await cell(page, 4, "nom-usage")).dblclick({ position: { x: 60, y: 8 } });
  const input = page.locator(".grid .edit input");
  await input.fill("à moitié");
  await input.evaluate((i) => { i.setSelectionRange(2, 4); window.kept = i; });
  await (await cell(other.page, 4, "courriel")).dblclick({ position: { x: 60, y: 8 } });
  await other.page.locator(".grid .edit input").fill("ailleurs@exemple.fr");
  await other.page.locator(".grid .edit input").press("Enter");
  await page.waitForFunction(() => /ailleurs@exemple.fr/.test(document.querySelector(".grid tbody")?.textContent ?? ""), null, { timeout: 15000 });
  const kept = await page.evaluate(() => [document.activeElement === window.kept, window.kept.value, window.kept.selectionStart, window.kept.selectionEnd].join());
  check(kept === "true,à moitié,2,4", "a change from elsewhere appears in the same row, the editor, its text and its caret stay", kept);
  await page.keyboard.press("Escape");
  await other.context.close();
}

async function pane(schools) {
  const v = await visitor(schools.demo, { width: 1600, height: 900 }), { page } = v;
  await supervisor(v);
  await few(page, "/bureau/eleves");
  check(await page.locator(".rec").isVisible(), "a wide window has room for the record");
  const name = await textOf(page, 3, "nom");
  await (await cell(page, 3, "naissance")).click();
  await page.locator(".rec h1", { hasText: name }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.locator(".rec h1", { hasText: await textOf(page, 4, "nom") }).waitFor();
  check(true, "the record of the row one stands on is beside the list, and follows");
  await axe(page, "the record beside the list");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForURL(/eleves\/\d+/);
  check(!(await page.locator(".rec").count()), "Enter opens its page");
  check(v.seen.errors.length === 0, "the console stays silent", v.seen.errors);
  await v.context.close();
}

export default async function grid(schools) {
  const v = await visitor(schools.demo, { height: 800 });
  await supervisor(v);
  for (const [name, run] of Object.entries({ blocks, columnsChosen, filtersAndViews, selection, thousands, edits, mass, files })) await test(`lists: ${name}`, () => run(v.page));
  await test("lists: conflict", () => conflict(schools, v.page));
  await test("lists: live", () => liveWhileTyping(schools, v.page));
  await test("lists: pane", () => pane(schools));
  check(v.seen.errors.length === 0, "lists: the console stays silent", v.seen.errors);
  await v.context.close();
}
