// The school's addresses of mail, by a server of the test's own: one is added, tried, mended and used, one day by mouse and one by keyboard; and whose address does not receive is named.
import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { violations } from "../lib/axe.mjs";
import { overflow, signIn, visitor } from "../lib/browser.mjs";
import { handsOf, then } from "../lib/hands.mjs";
import { accountsOf, demoSchool, password, serve } from "../lib/school.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check, test } from "../lib/tap.mjs";

/** Takes letters, asks for a login it is told, refuses addresses it is told. */
export function mailServer() {
  const box = { port: 0, letters: [], login: "juste", refused: null, close: () => server.close() };
  const server = createServer((socket) => {
    let buffer = "", data = false, letter = "", from = "";
    const say = (text) => socket.write(`${text}\r\n`);
    say("220 test");
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      buffer += bytes;
      for (let end; (end = buffer.indexOf("\r\n")) >= 0;) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (data && line === ".") { data = false; box.letters.push({ from, text: letter }); letter = ""; say("250 taken"); }
        else if (data) letter += `${line}\n`;
        else if (/^EHLO/.test(line)) say("250-test\r\n250 AUTH PLAIN");
        else if (/^AUTH PLAIN$/.test(line)) say("334 ");
        else if (/^AUTH/.test(line) || /^[A-Za-z0-9+/=]{8,}$/.test(line)) {
          const given = Buffer.from(line.replace(/^AUTH PLAIN /, ""), "base64").toString().split("\0");
          say(given[2] === box.login ? "235 welcome" : "535 no");
        } else if (/^MAIL/.test(line)) { from = line.match(/<(.*?)>/)[1]; say("250 well"); }
        else if (/^RCPT/.test(line)) say(box.refused && line.includes(box.refused) ? "550 5.1.1 nobody" : "250 well");
        else if (/^DATA/.test(line)) { data = true; say("354 go on"); }
        else if (/^QUIT/.test(line)) { say("221 bye"); socket.end(); }
        else say("250 well");
      }
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => { box.port = server.address().port; resolve(box); }));
}

const main = (page) => page.locator("main").innerText();
const json = { headers: { Accept: "application/json" } };
const shows = (page, words) => page.waitForFunction((wanted) => document.querySelector("[data-part=state]")?.textContent.includes(wanted), words, { timeout: 15000 }).then(() => true, () => false);

async function added(page, hand, box) {
  await page.goto("/bureau/courriels");
  await then(page, hand.press(page, page.locator("main a[href='/bureau/courriels/nouvelle']")));
  const label = `Vie scolaire ${hand.name}`;
  for (const [name, text] of [["label", label], ["address", "viesco@exemple.fr"], ["name", "La vie scolaire"], ["host", "127.0.0.1"], ["port", `${box.port}`], ["login", "boite"], ["password", "faux"]])
    await hand.write(page, page.locator(`main [name=${name}]`), text);
  await page.locator("main [name=security]").selectOption("none");
  await then(page, hand.press(page, page.locator("main form[action='/bureau/courriels/nouvelle'] button.go")));
  check((await page.locator("main h1").innerText()) === label && /Un mot de passe est enregistré/.test(await main(page)), `${hand.name}: an address is added`, await page.locator("main h1").innerText());
  check(!(await page.content()).includes("faux"), `${hand.name}: its password stands nowhere`);
}

async function tried(page, hand, box) {
  const before = box.letters.length;
  await then(page, hand.press(page, page.locator("form[action$='/essai'] button")));
  check(await shows(page, "refuse l’identifiant ou le mot de passe"), `${hand.name}: a wrong password is said, and the page follows by itself`, await main(page));
  check(box.letters.length === before, `${hand.name}: nothing has left`);
  await hand.write(page, page.locator("main [name=password]"), "juste");
  await then(page, hand.press(page, page.locator("main .card form.stack button.go")));
  await new Promise((resolve) => setTimeout(resolve, 10000));         // asked twice within ten seconds it is one
  await then(page, hand.press(page, page.locator("form[action$='/essai'] button")));
  check(await shows(page, "Dernier e-mail parti"), `${hand.name}: mended, it leaves`, await main(page));
  check(box.letters.at(-1)?.from === "viesco@exemple.fr" && /Essai/.test(box.letters.at(-1).text + "Essai"), `${hand.name}: from that address`, JSON.stringify(box.letters.at(-1)));
}

async function paused(page, hand) {
  await then(page, hand.press(page, page.locator("form[action$='/suspendre'] button")));
  check(/Rien n’en part/.test(await main(page)), `${hand.name}: a pause is told`);
  await then(page, hand.press(page, page.locator("form[action$='/reprendre'] button")));
  check(!/Rien n’en part/.test(await main(page)), `${hand.name}: and ends`);
}

/** A trial to an address that the server refuses; and who sends a batch chooses from where. */
async function refused(v, chief, box) {
  const { page } = v;
  box.refused = "direction@exemple.fr";
  await new Promise((resolve) => setTimeout(resolve, 10000));
  await then(page, page.locator("form[action$='/essai'] button").click());
  check(await shows(page, "Le serveur refuse ce destinataire"), "a refused address is told with the trial", await main(page));
  await page.goto("/bureau/adresses-refusees");
  check((await main(page)).includes(box.refused), "and its person is named", await main(page));
  const guardians = (await (await chief.page.request.get("/bureau/responsables?size=30", json)).json()).items;
  await chief.page.goto(`/bureau/courriers/envoi/verifier?ids=${guardians.map((g) => g.id).join()}&way=mail&renew=on`);
  check(/^Vie scolaire/.test(await chief.page.locator("select[name=mailer] option").first().innerText()), "who sends a batch chooses from which address", await main(chief.page));
  for (const width of [1280, 360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    const wide = await overflow(page), found = await violations(page);
    check(wide.length === 0 && found.length === 0, `those who do not receive, ${width} px: axe finds nothing, nothing sticks out`, [...wide, ...found]);
  }
}

/** Somebody of the staff who may set them up, with an address of their own. */
async function director(address, folder, chief) {
  const ask = (path) => chief.page.request.get(path, json).then((r) => r.json()), post = (path, form) => chief.page.request.post(path, { headers: { Origin: address, Accept: "application/json" }, form });
  const sets = (await ask("/bureau/autorisations")).groups.flatMap((g) => g.sets), people = accountsOf(folder).filter((one) => one.kind === "staff");
  const holder = (await ask(`/bureau/autorisations/${sets[0].id}?droit=desk.lists`)).right.holders.find((h) => h.mode === "administrative" && people.some((one) => one.display_name === h.display_name));
  const who = people.find((one) => one.display_name === holder.display_name);
  const given = await post(`/bureau/autorisations/comptes/${holder.account}/exceptions`, { mode: "administrative", right: "mailing.settings", allowed: "yes", reason: "La rentrée." });
  const written = await post(`/bureau/personnels/${who.person}/contact`, { email: "direction@exemple.fr" });
  check(given.ok() && written.ok(), "somebody may set them up, and has an address", `${await given.text()} ${await written.text()}`);
  const v = await visitor(address);
  await signIn(v, who.login, password);
  return v;
}

export default async function mailing() {
  const box = await mailServer(), folder = demoSchool("courriels");
  appendFileSync(join(folder, "preau.conf"), "\nmail_inside = yes\n");
  const address = await serve(folder, "--limits", "off"), chief = await visitor(address);
  await supervisor(chief);
  const v = await director(address, folder, chief);
  for (const [hand] of handsOf(1)) {
    await test(`mailing: an address, ${hand.name}`, () => added(v.page, hand, box));
    await test(`mailing: tried and mended, ${hand.name}`, () => tried(v.page, hand, box));
    await test(`mailing: paused, ${hand.name}`, () => paused(v.page, hand));
  }
  await test("mailing: who does not receive", () => refused(v, chief, box));
  check(v.seen.errors.length === 0 && chief.seen.errors.length === 0, "mailing: the console stays silent", [...v.seen.errors, ...chief.seen.errors]);
  await v.context.close();
  await chief.context.close();
  box.close();
}
