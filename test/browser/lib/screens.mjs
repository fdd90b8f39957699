// Every screen there is, each with the state that makes it: what the sweep and the pictures walk through.
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { accountsOf, demoSchool, emptySchool, newSecret, otherFiles, password, root, serve } from "./school.mjs";
import { signIn, visitor } from "./browser.mjs";

const samples = join(root, "test/samples/fictif/siecle");
export const sampleFiles = ["Communs.xml", "Nomenclature.xml", "Structures.xml", "ElevesAvecAdresses.xml", "ResponsablesAvecAdresses.xml"].map((f) => join(samples, f))
  .concat(readdirSync(join(root, "test/samples/fictif/sts")).filter((f) => f.startsWith("sts_emp")).map((f) => join(root, "test/samples/fictif/sts", f)));

const lists = ["eleves", "responsables", "professeurs", "personnels", "classes", "groupes", "matieres"];

async function firstOf(page, list) {
  const answer = await page.request.get(`/bureau/${list}`, { headers: { Accept: "application/json" } });
  return (await answer.json()).items[0].id;
}

async function pupilRecord(page, id) {
  return (await page.request.get(`/bureau/eleves/${id}`, { headers: { Accept: "application/json" } })).json();
}

/** Types TEXT into forms' fields and sends them: FIELDS is { selector: text }. */
async function send(page, fields, button) {
  for (const [selector, text] of Object.entries(fields)) await page.locator(selector).first().fill(text);
  await Promise.all([page.waitForNavigation({ timeout: 5000 }).catch(() => {}), page.locator(button).first().click()]);      // a Space asks first whether the server is there
}

/** Cells pasted: two pupils of the list, one whose telephone is none, and somebody unknown. */
async function pasteSheet(page) {
  const pupils = (await (await page.request.get("/bureau/eleves?size=50", { headers: { Accept: "application/json" } })).json()).items.filter((p) => p.ine && p.birth_date).slice(0, 3);
  const phones = ["0612345678", "06 11 22 33 44", "12"];
  const lines = pupils.map((p, i) => [p.family_name, p.given_names[0], p.birth_date.split("-").reverse().join("/"), "", phones[i], i ? "" : "Externe"].join("\t"));
  await page.goto("/bureau/imports/tableau");
  await page.fill("textarea[name=text]", ["Nom\tPrénom\tNé(e) le\tRemarque\tPortable\tRégime", ...lines, "PERSONNE\tInconnue\t01/01/2014\t\t\t"].join("\n"));
  await send(page, {}, "[data-drop] button");
}

/** Waits until the server has read, or applied, what it was given: the page follows by itself, or is asked again. */
export async function settled(page) {
  for (let tries = 0; tries < 100 && await page.locator("[data-live^='import/']").count(); tries++) {
    const done = () => page.locator("[data-live^='import/']").waitFor({ state: "detached", timeout: 3000 }).then(() => true, () => false);
    if (!await done()) await page.reload().catch(() => {});       // or the page did so by itself just then
  }
}

async function sendFiles(page, files) {
  await page.goto("/bureau/imports");
  await page.setInputFiles("input[type=file]", files);
  await Promise.all([page.waitForURL(/imports\/\d+/), page.locator("[data-drop] button").first().click()]);
  await settled(page);
}

/** What an assistant who sees two classes may do. */
/** The desk as it is when the server ends a session after SECONDS of silence. */
async function silent(page, seconds) {
  await page.route("**/bureau", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-idle="\d+"/, `data-idle="${seconds}"`) });
  });
  await page.goto("/bureau");
  await page.unroute("**/bureau");
  await page.locator(seconds < 60 ? "#idle.over[open]" : "#idle[open]").waitFor();
}

async function rightsOfStaff(page) {
  await page.goto("/bureau/autorisations");
  const set = await page.locator(".rights-sets a", { hasText: "Profil 1" }).first().getAttribute("href");
  await page.goto(`${set.split("#")[0]}?droit=desk.lists`);
  await page.goto(await page.locator(".who-rows li", { hasText: "mode vie scolaire" }).locator("a").first().getAttribute("href"));
}

const pictures = join(root, "test/samples/requests/files");

/** Sends FILE as FIELD of the form at PATH, as the page itself would. */
async function post(page, path, field, file, type) {
  const origin = new URL(page.url()).origin, buffer = readFileSync(join(pictures, file));
  await page.request.post(path, { headers: { Origin: origin }, multipart: { [field]: { name: file, mimeType: type, buffer } } });
}

/** The password once more, so that what matters is not asked for again within ten minutes. */
async function prove(page) {
  await page.goto("/compte/confirmer");
  await send(page, { "[name=password]": password }, "form[action='/compte/confirmer'] button.go");
}

/** LOGIN's password given; the second step too is set up, a card, where there was none: true, and its recovery codes are shown. */
async function towardsStep(page, login) {
  await page.context().clearCookies();
  await page.goto("/connexion");
  await send(page, { "[name=login]": login, "[name=password]": password }, "button.go");
  if (new URL(page.url()).pathname === "/connexion/seconde-etape") return false;
  await page.goto("/compte/securite");
  await send(page, {}, "form[action='/compte/securite/carte'] button");
  const asked = Number(/\d+/.exec(await page.locator("form[action$='/carte/code'] p").first().innerText())[0]);
  await send(page, { "[name=code]": await page.locator("ol.codes code").nth(asked - 1).innerText() }, "form[action$='/carte/code'] button");
  return true;
}

async function atStep(page, login) {
  if (await towardsStep(page, login)) await towardsStep(page, login);
}

/** What LOGIN, a member of staff, sees on the way in with a second step. */
export const secondScreens = (login) => [
  { name: "second-key-sign-in", path: "/connexion/cle" },
  { name: "recovery", path: "/connexion/oubli" },
  { name: "second-recovery", go: (page) => towardsStep(page, login) },
  { name: "second-step", go: (page) => atStep(page, login) },
  { name: "second-step-refused", go: async (page) => { await atStep(page, login); await send(page, { "[name=code]": "ABC" }, "button.go"); } },
  { name: "second-step-recovery", go: async (page) => { await atStep(page, login); await page.goto("/connexion/seconde-etape?moyen=recovery"); } },
];

/** The way to the server, once every check has said what it found. */
async function diagnosed(page) {
  await page.goto("/aide/connexion");
  await page.locator("[data-done]:not([hidden])").waitFor();
}

/** A class of which two in three have a photo, and one has refused. */
async function faces(page) {
  await page.goto("/bureau/trombinoscope");
  const classes = await (await page.request.get("/bureau/trombinoscope", { headers: { Accept: "application/json" } })).json();
  const path = `/bureau/trombinoscope?classe=${classes.classes[0].id}`;
  const sheet = await (await page.request.get(path, { headers: { Accept: "application/json" } })).json();
  for (const [i, one] of sheet.items.entries()) if (i % 3 && !one.photo) await post(page, `/bureau/personnes/${one.id}/photo`, "photo", "portrait.jpg", "image/jpeg");
  await page.goto(path);
}

async function personFiles(page) {
  const id = await firstOf(page, "eleves");
  await page.goto(`/bureau/personnes/${id}/fichiers`);
  if (!await page.locator(".files li").count()) await post(page, `/bureau/personnes/${id}/documents`, "file", "certificat.pdf", "application/pdf");
  await post(page, `/bureau/personnes/${id}/photo`, "photo", "portrait.jpg", "image/jpeg");
  await page.goto(`/bureau/personnes/${id}/fichiers`);
}

async function photosSent(page) {
  await page.goto("/bureau/photos");
  await page.setInputFiles("input[type=file]", join(pictures, "photos.zip"));
  await Promise.all([page.waitForURL(/photos\/\d+/), page.locator("[data-drop] button").first().click()]);
  for (let tries = 0; tries < 60 && await page.locator("section[role=status]").count(); tries++) { await page.waitForTimeout(250); await page.reload(); }
}

/** A demo school served, without limits, and who is in it. */
export async function anotherSchool(name = "demo-2") {
  const folder = demoSchool(name), accounts = accountsOf(folder), loginOf = (kind) => accounts.find((a) => a.kind === kind).login;
  return { folder, demo: await serve(folder, "--limits", "off"), teacher: loginOf("teacher"), staff: loginOf("staff"), guardian: loginOf("guardian"), pupil: loginOf("pupil") };
}

/** The same, and an empty one, with limits. */
export async function twoSchools() {
  const empty = emptySchool();
  return { ...await anotherSchool("demo"), empty: await serve(empty.folder), secret: empty.secret, newcomer: () => newSecret(empty.folder, "superviseur") };
}

/** Screens of someone not signed in. */
export const strangerScreens = [
  { name: "sign-in", path: "/connexion" },
  { name: "sign-in-refused", go: async (page) => { await page.goto("/connexion"); await send(page, { "[name=login]": "superviseur", "[name=password]": "pas le bon" }, "button.go"); } },
  { name: "sign-in-asked", path: "/bureau/eleves" },
  { name: "not-found-outside", path: "/nulle-part" },
  { name: "certificates-check", path: "/verifier?code=K7QM-2XPD-9RTW-HB4C" },
  { name: "certificates-check-refused", go: async (page) => { await page.goto("/verifier"); await send(page, { "[name=code]": "K7QM-2XPD-9RTW-HB4C" }, "button.go"); } },
];

/** Who signs, once; then a certificate of the pupil: the code on it. */
async function certificate(page, pupil) {
  const headers = { Origin: new URL(page.url()).origin };
  await page.request.post("/bureau/certificats/signataire", { headers, form: { name: "Mme Claire Fontaine", quality: "principale du collège", place: "Saint-Brieuc" } });
  const paper = await (await page.request.post(`/bureau/eleves/${pupil}/certificats`, { headers, form: {} })).body();
  return /[A-Z2-9]{4}(-[A-Z2-9]{4}){3}/.exec(execFileSync("pdftotext", ["-", "-"], { input: paper }).toString())[0];
}

/** Certificates: nobody is known to sign yet, then somebody is. */
async function certificateScreens(page) {
  const pupil = await firstOf(page, "eleves"), few = (await (await page.request.get("/bureau/eleves?size=8", { headers: { Accept: "application/json" } })).json()).items.map((one) => one.id);
  return [
    { name: "certificates-unsigned", path: `/bureau/eleves/${pupil}/certificats` },
    { name: "certificates-signer", path: "/bureau/certificats/signataire" },
    { name: "certificates-signer-refused", go: async (p) => {
      await p.goto("/bureau/certificats/signataire");
      await p.locator("[name=name]").evaluate((input) => input.removeAttribute("required"));
      await send(p, { "[name=name]": "", "[name=quality]": "principale", "[name=place]": "Saint-Brieuc" }, "form .go");
    } },
    { name: "certificates-pupil", go: async (p) => {
      await certificate(p, pupil);
      await p.goto(`/bureau/eleves/${pupil}/certificats`);
      await send(p, {}, "form[action$='/annuler'] button");
      await certificate(p, pupil);
      await p.goto(`/bureau/eleves/${pupil}/certificats`);
    } },
    { name: "certificates-register", path: "/bureau/certificats" },
    { name: "certificates-many", path: `/bureau/certificats/choisis?ids=${few.join()}` },
    { name: "certificates-check-found", go: async (p) => {
      const code = await certificate(p, pupil);
      await p.goto("/verifier");
      await send(p, { "[name=code]": code.toLowerCase() }, "button.go");
    } },
  ];
}

/** Forms about people and what they are in. */
async function editScreens(page) {
  const first = {};
  for (const list of lists) first[list] = await firstOf(page, list);
  const pupil = `/bureau/eleves/${first.eleves}`, record = await pupilRecord(page, first.eleves);
  const opened = (name, path) => ({ name: `edit-${name}`, path });
  /** The form at PATH sent with FIELDS, so that it is refused and says why. */
  const refused = (name, path, fields, button = "form .go") => ({ name: `edit-${name}-refused`, go: async (p) => { await p.goto(path); await send(p, fields, button); } });
  const supported = async (p) => {
    await p.goto(`${pupil}/accompagnement`);
    if (await p.locator(".rows li").count()) return;
    await p.goto(`${pupil}/accompagnement/nouveau`);
    await p.locator("[name=kind]").selectOption("pai");
    await send(p, { "[name=reference]": "LPI-2025-0412", "[name=adaptations]": "Tiers temps\nDocuments agrandis", "[name=note]": "Revoir en juin." }, "form .go");
  };
  return [
    ...["eleves", "professeurs", "personnels", "classes", "groupes", "matieres", "formations"].map((list) => opened(`new-${list}`, `/bureau/${list}/nouveau`)),
    ...["eleves", "responsables", "professeurs", "personnels"].flatMap((list) => ["identite", "contact"].map((part) => opened(`${part}-${list}`, `/bureau/${list}/${first[list]}/${part}`))),
    ...["classes", "groupes", "matieres"].map((list) => opened(list, `/bureau/${list}/${first[list]}/modifier`)),
    opened("schooling", `${pupil}/scolarite`),
    opened("leaving", `${pupil}/depart`),
    { name: "support-new", path: `${pupil}/accompagnement/nouveau` },
    { name: "support-refused", go: async (p) => { await p.goto(`${pupil}/accompagnement/nouveau`); await send(p, { "[name=last]": "2020-01-01" }, "form .go"); } },
    { name: "support-plans", go: supported },
    { name: "support-plan", go: async (p) => { await supported(p); await p.goto(await p.locator("a[href*='/accompagnements/']").first().getAttribute("href")); } },
    { name: "rights-changes", path: "/bureau/autorisations/evolution?du=2020-01-01" },
    { name: "meals", path: "/bureau/repas" },
    { name: "meals-rules", path: "/bureau/repas/reglages" },
    { name: "meals-rules-refused", go: async (p) => { await p.goto("/bureau/repas/reglages"); await send(p, { "[name=ahead]": "99" }, "form .go"); } },
    { name: "meals-pupil", path: `${pupil}/repas` },
    { name: "meals-chosen", path: `/bureau/repas/choisis?ids=${first.eleves}` },
    { name: "pickups-pupil", go: async (p) => {
      await p.goto(`${pupil}/personnes-autorisees`);
      if (await p.locator(".rows li").count()) return;
      await send(p, { "[name=name]": "LEROY Jeanne", "[name=tie]": "grand-mère", "[name=phone]": "06 12 34 56 78" }, "form .go");
    } },
    { name: "pickups-refused", go: async (p) => { await p.goto(`${pupil}/personnes-autorisees`); await send(p, { "[name=name]": "LEROY Jeanne", "[name=phone]": "12" }, "form .go"); } },
    { name: "pickups-one", go: async (p) => {
      await p.goto(`${pupil}/personnes-autorisees`);
      if (!await p.locator(".rows li").count()) await send(p, { "[name=name]": "LEROY Jeanne" }, "form .go");
      await p.goto(await p.locator("a[href^='/bureau/personnes-autorisees/']").first().getAttribute("href"));
    } },
    { name: "support-chosen", path: `/bureau/accompagnements/choisis?ids=${first.eleves}` },
    { name: "edit-dates", go: async (p) => { await p.goto(`${pupil}/scolarite`); await p.goto(await p.locator("a[href*='/dates?']").first().getAttribute("href")); } },
    { name: "edit-dates-refused", go: async (p) => {
      await p.goto(`${pupil}/scolarite`);
      await p.goto(await p.locator("a[href*='/dates?']").first().getAttribute("href"));
      await send(p, { "[name=until]": "2020-01-01" }, "form .go");
    } },
    { name: "edit-option-refused", go: async (p) => { await p.goto(`${pupil}/scolarite`); await send(p, {}, "form[action$='/options'] button"); } },
    opened("tie", `${pupil}/responsables/${record.guardians[0].id}`),
    opened("tie-new", `${pupil}/responsables/nouveau`),
    opened("address", `${pupil}/adresse`),
    opened("address-guardian", `/bureau/responsables/${first.responsables}/adresse`),
    { name: "list-formations", path: "/bureau/formations" },
    { name: "edit-formation", go: async (p) => { await p.goto("/bureau/formations"); await p.goto(await p.locator("tbody th a").first().getAttribute("href")); } },
    refused("formation", "/bureau/formations/nouveau", { "[name=code]": "../x", "[name=label]": "Essai" }),
    refused("identity", `${pupil}/identite`, { "[name=birth_date]": "2050-01-01" }),
    { name: "edit-main-refused", go: async (p) => {
      await p.goto(`/bureau/classes/${first.classes}/modifier`);
      await p.locator("[name=teacher]").selectOption({ index: 1 });
      await send(p, { "[name=from]": "2040-01-01" }, "form[action$='/principaux'] button");
    } },
    { name: "twins", path: "/bureau/doublons" },
    { name: "twins-pair", go: async (p) => {
      await p.goto("/bureau/doublons");
      const pair = p.locator("main a[href^='/bureau/doublons/']");
      if (await pair.count()) await p.goto(await pair.first().getAttribute("href"));
    } },
  ];
}

/** The school's addresses of mail as JSON; none of them; three, and where the one is that has a server of its own and two persons who use it. */
const mailersOf = async (page) => (await (await page.request.get("/bureau/courriels", { headers: { Accept: "application/json" } })).json()).items;
const posted = (page, path, form) => page.request.post(path, { headers: { Origin: new URL(page.url()).origin }, form, maxRedirects: 0 });

async function noMailers(page) {
  for (const m of await mailersOf(page)) await posted(page, `/bureau/courriels/${m.id}/retirer`, {});
}

async function mailer(page) {
  if (!(await mailersOf(page)).length) {
    await posted(page, "/bureau/courriels/nouvelle", { label: "Secrétariat", address: "secretariat@exemple.fr", name: "Le secrétariat", everyone: "on" });
    await posted(page, "/bureau/courriels/nouvelle", { label: "Vie scolaire", address: "vie-scolaire-du-college@exemple.fr", name: "La vie scolaire", host: "smtp.exemple.fr", port: "587", security: "starttls", login: "viesco", password: "essai" });
    await posted(page, "/bureau/courriels/nouvelle", { label: "Direction", address: "direction@exemple.fr", name: "La direction", everyone: "on", host: "smtp.exemple.fr", port: "465", security: "tls" });
  }
  const one = (await mailersOf(page)).find((m) => m.label === "Vie scolaire"), people = await (await page.request.get(`/bureau/courriels/${one.id}`, { headers: { Accept: "text/html" } })).text();
  for (const account of [...people.matchAll(/<option value="(\d+)"/g)].slice(0, 2)) if (!one.users) await posted(page, `/bureau/courriels/${one.id}/personnes`, { account: account[1] });
  return `/bureau/courriels/${one.id}`;
}

/** Accounts at the desk: all, what is to be done, some, one that is personalised, one whose first secret is shown. */
async function accountScreens(page) {
  const items = (await (await page.request.get("/bureau/comptes?size=5000", { headers: { Accept: "application/json" } })).json()).items;
  const pupils = items.filter((a) => a.kind === "pupil"), guardian = items.findLast((a) => a.kind === "guardian").id, pupil = pupils.at(-5).id;
  return [
    { name: "accounts", path: "/bureau/comptes?size=8" },
    { name: "accounts-handing", path: "/bureau/comptes/remettre" },
    { name: "accounts-chosen", path: `/bureau/comptes/choisis?ids=${pupils.slice(-4).map((p) => p.id).join()},${guardian}` },
    { name: "accounts-chosen-nobody", go: async (p) => {
      await p.goto(`/bureau/comptes/choisis?ids=${guardian}`);
      await p.request.post(`/bureau/comptes/${guardian}/geler`, { headers: { Origin: new URL(p.url()).origin } });
      await p.reload();
    } },
    { name: "accounts-one", path: `/bureau/comptes/${guardian}` },
    { name: "contacts-chosen", path: "/bureau/preferences/responsables?tout=1" },
    { name: "contacts-one", path: `/bureau/preferences/responsables?ids=${guardian}` },
    { name: "accounts-secret", go: async (p) => {
      await p.goto(`/bureau/comptes/${pupil}`);
      await send(p, {}, "form[action$='/mot-de-passe'] button");
    } },
    { name: "accounts-charter", path: "/bureau/comptes/charte" },
    { name: "letters", path: "/bureau/courriers" },
    { name: "letters-text", path: "/bureau/courriers/textes/7" },
    { name: "letters-text-sms", path: "/bureau/courriers/textes/15" },
    { name: "letters-text-wrong", go: async (p) => {
      await p.goto("/bureau/courriers/textes/7");
      await send(p, { "[name=body]": "Bonjour [prenon],\n[si civilité]\n" }, "form[action$='/textes/7'] button.go");
    } },
    { name: "letters-preview", go: async (p) => {
      await p.goto("/bureau/courriers/textes/7");
      await send(p, {}, "button[formaction$='/apercu']");
    } },
    { name: "letters-sending", path: `/bureau/courriers/envoi?ids=${pupils.slice(-4).map((p) => p.id).join()},${guardian}` },
    { name: "letters-sending-refused", go: async (p) => {
      await p.goto(`/bureau/courriers/envoi?ids=${guardian}`);
      await p.locator("[value=label]").check();
      await send(p, { "[name=first]": "99" }, "form[action*='/verifier'] button.go");
    } },
    { name: "letters-check", path: `/bureau/courriers/envoi/verifier?ids=${pupils.slice(-4).map((x) => x.id).join()},${guardian}&way=letter&by_hand=on&together=on&renew=on&show=all` },
    { name: "letters-check-shut", go: async (p) => { await noMailers(p); await p.goto(`/bureau/courriers/envoi/verifier?ids=${guardian}&way=mail&show=all`); } },
    { name: "mailing-none", go: async (p) => { await noMailers(p); await p.goto("/bureau/courriels"); } },
    { name: "mailing-new", path: "/bureau/courriels/nouvelle" },
    { name: "mailing-new-refused", go: async (p) => {
      await p.goto("/bureau/courriels/nouvelle");
      await send(p, { "[name=label]": "Direction", "[name=address]": "direction@exemple.fr", "[name=host]": "localhost", "[name=login]": "direction" }, "main form.stack button.go");
    } },
    { name: "mailing", go: async (p) => { await mailer(p); await p.goto("/bureau/courriels"); } },
    { name: "mailing-one", go: async (p) => { await p.goto(await mailer(p)); } },
    { name: "mailing-who-does-not-receive", path: "/bureau/adresses-refusees" },
    { name: "letters-check-mail", go: async (p) => { await mailer(p); await p.goto(`/bureau/courriers/envoi/verifier?ids=${guardian}&way=mail&renew=on&show=all`); } },
    { name: "letters-batch", go: async (p) => {
      await p.goto(`/bureau/courriers/envoi?ids=${pupils.slice(-4).map((x) => x.id).join()}`);
      if (await p.locator("[name=renew]").count()) await p.locator("[name=renew]").check();      // not once they have new ones
      await send(p, {}, "form[action*='/verifier'] button.go");
      if (await p.locator("[name=repeat][value=all]").count()) await p.locator("[name=repeat][value=all]").check();
      await send(p, {}, "form[action*='/lancer'] button.go");
      await p.locator("a[href$='/fichier']").waitFor({ timeout: 20000 });
    } },
    { name: "texting-settings", path: "/bureau/sms" },
    { name: "texting-stop", path: `/bureau/sms/arrets/${guardian}` },
    { name: "letters-check-again", path: `/bureau/courriers/envoi/verifier?ids=${pupils.slice(-4).map((x) => x.id).join()}&way=letter&renew=on&show=all` },
  ];
}

/** Screens of the supervisor of the demo school; V has signed in. */
export async function deskScreens(v) {
  const records = [], few = [];
  for (const list of lists) {
    const ids = (await (await v.page.request.get(`/bureau/${list}?size=8`, { headers: { Accept: "application/json" } })).json()).items.map((one) => one.id);
    records.push({ name: `record-${list}`, path: `/bureau/${list}/${ids[0]}` });
    if (list !== "eleves") few.push({ name: `list-${list}`, path: `/bureau/${list}?ids=${ids.join()}` });
  }
  return [
    { name: "home", path: "/bureau" },
    { name: "list-eleves", path: "/bureau/eleves?size=8" },              // and the blocks of rows that come by themselves; of the others eight rows will do
    ...few,
    { name: "list-filtered", path: "/bureau/eleves?q=ma&sort=-nom&size=8&regime=half_board" },
    { name: "list-nothing", path: "/bureau/eleves?q=zzzz" },
    ...records,
    { name: "search", path: "/bureau/recherche?q=ma" },
    { name: "search-start", path: "/bureau/recherche" },
    { name: "search-nothing", path: "/bureau/recherche?q=zzzzzz" },
    { name: "imports", path: "/bureau/imports" },
    { name: "imports-nothing-sent", go: async (page) => {
      await page.goto("/bureau/imports");
      await page.locator("input[type=file]").evaluate((input) => input.removeAttribute("required"));
      await send(page, {}, "[data-drop] button");
    } },
    { name: "sheets", path: "/bureau/imports/tableau" },
    { name: "sheets-nothing-sent", go: async (page) => {
      await page.goto("/bureau/imports/tableau");
      await send(page, {}, "[data-drop] button");
    } },
    { name: "sheet-columns", go: pasteSheet },
    { name: "sheet-preview", go: async (page) => {
      await pasteSheet(page);
      await send(page, {}, "form[action$='/apercu'] button.go");
    } },
    { name: "sheet-refused", go: async (page) => {
      await pasteSheet(page);
      await page.selectOption("select[name='columns.1.target']", "nom-de-naissance");
      await send(page, {}, "form[action$='/apercu'] button.go");
    } },
    { name: "import-refused", go: (page) => sendFiles(page, sampleFiles) },       // of another year
    { name: "import-preview", go: (page) => sendFiles(page, otherFiles()) },
    { name: "import-kept", go: async (page) => {                                  // the year was shortened here, and the files still have it long
      await page.goto("/bureau/annee");
      await send(page, { "[name=last_day]": "2027-06-30" }, "form[action='/bureau/annee'] button");
      await sendFiles(page, otherFiles());
    } },
    { name: "history", path: "/bureau/historique" },
    { name: "history-import", go: async (page) => {
      await page.goto("/bureau/historique");
      await page.goto(await page.locator("tbody th a").last().getAttribute("href"));
    } },
    { name: "history-record", path: `/bureau/eleves/${await firstOf(v.page, "eleves")}/historique` },
    { name: "history-why-not", go: async (page) => {      // the year's dates, changed twice
      for (const noon of ["12:20", "12:10"]) {
        await page.goto("/bureau/annee");
        await send(page, { "[name=noon]": noon }, "form[action='/bureau/annee'] button");
      }
      await page.goto("/bureau/historique");
      await page.goto(await page.locator("tbody tr:nth-child(2) th a").getAttribute("href"));
    } },
    { name: "files-person", go: personFiles },
    { name: "reads-person", go: async (page) => {         // what was just looked at is told within seconds
      await personFiles(page);
      await page.goto(`/bureau/personnes/${await firstOf(page, "eleves")}/consultations`);
      await page.locator("tbody tr").first().waitFor({ timeout: 20000 });
    } },
    { name: "journal", path: "/bureau/journal" },
    { name: "files-refused", go: async (page) => {
      await page.goto(`/bureau/personnes/${await firstOf(page, "eleves")}/fichiers`);
      await page.setInputFiles("#f-file", join(pictures, "page.html"));
      await send(page, {}, "form[action$='/documents'] button");
    } },
    { name: "photos", path: "/bureau/photos" },
    { name: "photos-sent", go: photosSent },
    { name: "face-sheet-choose", path: "/bureau/trombinoscope" },
    { name: "face-sheet", go: faces },
    { name: "face-sheet-outside", go: async (page) => { await faces(page); await page.goto(`${page.url()}&dehors=1`); } },
    { name: "data-person", path: `/bureau/personnes/${await firstOf(v.page, "eleves")}/donnees` },
    { name: "data-own", path: "/compte/donnees" },
    { name: "data-school", path: "/bureau/exports" },
    { name: "data-school-refused", go: async (page) => {
      await prove(page);
      await page.goto("/bureau/exports");
      await page.locator("[name=understood]").evaluate((input) => input.removeAttribute("required"));
      await send(page, {}, "form[action='/bureau/exports'] button");
    } },
    { name: "data-school-made", go: async (page) => {
      await prove(page);
      await page.goto("/bureau/exports");
      await page.locator("[name=understood]").check();
      await send(page, {}, "form[action='/bureau/exports'] button");
      await page.locator("a[href$='/fichier']").first().waitFor();
    } },
    ...await editScreens(v.page),
    { name: "jobs", path: "/bureau/taches" },
    { name: "year", path: "/bureau/annee" },
    { name: "year-refused", go: async (page) => {
      await page.goto("/bureau/annee");
      await send(page, { "[name=first_day]": "2027-07-05", "[name=last_day]": "2026-09-01" }, "form[action='/bureau/annee'] button");
    } },
    ...await accountScreens(v.page),
    ...await certificateScreens(v.page),
    { name: "connected", path: "/bureau/connexions-en-cours" },
    { name: "connected-nobody", path: "/bureau/connexions-en-cours?qui=vie-scolaire" },
    { name: "rights", path: "/bureau/autorisations" },
    { name: "rights-sought", path: "/bureau/autorisations?cherche=photo" },
    { name: "rights-who", path: "/bureau/autorisations?droit=people.contact" },
    { name: "rights-pupil", path: "/bureau/autorisations?droit=people.contact&eleve=ma" },
    { name: "rights-refused", go: async (page) => {
      await page.goto("/bureau/autorisations");
      await page.locator("details:has([action$='/copie']) summary").click();
      await send(page, { "[action$='/copie'] [name=name]": "Secrétariat" }, "[action$='/copie'] button");
    } },
    { name: "rights-fixed", go: async (page) => {
      await page.goto("/bureau/autorisations");
      await page.goto(await page.locator(".rights-sets a").nth(1).getAttribute("href"));
    } },
    { name: "rights-account", go: rightsOfStaff },
    { name: "idle-soon", go: (page) => silent(page, 110) },
    { name: "idle-over", go: (page) => silent(page, 1) },
    { name: "own-devices", path: "/compte/connexions" },
    { name: "own-password", path: "/compte/mot-de-passe" },
    { name: "own-password-refused", go: async (page) => {
      await page.goto("/compte/mot-de-passe");
      await send(page, { "[name=old]": "pas le bon", "[name=password]": "court", "[name=password_again]": "court" }, "main button.go");
    } },
    { name: "second-own", path: "/compte/securite" },
    { name: "second-app", go: async (page) => { await prove(page); await page.goto("/compte/securite"); await send(page, {}, "form[action='/compte/securite/application'] button"); } },
    { name: "second-card", go: async (page) => { await prove(page); await page.goto("/compte/securite"); await send(page, {}, "form[action='/compte/securite/carte'] button"); } },
    { name: "second-card-refused", go: async (page) => {
      await prove(page);
      await page.goto("/compte/securite");
      await send(page, {}, "form[action='/compte/securite/carte'] button");
      await send(page, { "[name=code]": "ABC" }, "form[action='/compte/securite/carte/code'] button");
    } },
    { name: "second-confirm", path: "/compte/confirmer?page=/bureau/exports" },
    { name: "second-confirm-refused", go: async (page) => { await page.goto("/compte/confirmer"); await send(page, { "[name=password]": "pas le bon" }, "form[action='/compte/confirmer'] button.go"); } },
    { name: "second-go-on", go: async (page) => {
      await page.goto("/compte/confirmer?page=/bureau/exports");
      await page.locator("form[action='/compte/confirmer']").evaluate((form) => form.insertAdjacentElement("beforeend", Object.assign(document.createElement("input"), { type: "hidden", name: "posted", value: "1" })));
      await send(page, { "[name=password]": password }, "form[action='/compte/confirmer'] button.go");
    } },
    { name: "start", path: "/bureau/rentree" },
    { name: "proposals", path: "/bureau/demandes" },
    { name: "publication", path: "/bureau/publication" },
    { name: "publication-rules", go: async (page) => {
      await page.goto("/bureau/publication/eleves");
      if (!await page.locator(".rule .rows").count()) {
        await page.locator(".rule summary").first().click();
        await page.locator(".rule select").first().selectOption({ index: 2 });
        await page.locator(".rule [name=from]").first().fill("2026-12-11");
        await send(page, {}, ".rule form[action$='/regles'] button");
      }
      await page.locator(".rule summary").first().click();
    } },
    { name: "publication-staff", path: "/bureau/publication/professeurs" },
    { name: "publication-settings", path: "/bureau/publication/reglages" },
    { name: "publication-plan", go: async (page) => {
      await page.goto("/bureau/publication/reglages");
      await page.setInputFiles("input[type=file]", join(root, "test/samples/fictif/publication/rentree.json"));
      await send(page, {}, "form[enctype] button.go");
    } },
    { name: "register", path: "/bureau/registre" },
    { name: "register-open", go: async (page) => {
      await page.goto("/bureau/registre");
      await page.evaluate(() => document.querySelectorAll("main details").forEach((d) => d.setAttribute("open", "")));
    } },
    { name: "help", path: "/bureau/aide" },
    { name: "help-found", path: "/bureau/aide?q=mot+de+passe" },
    { name: "help-none", path: "/bureau/aide?q=hippopotame" },
    { name: "help-chapter", path: "/bureau/aide/importer" },
    { name: "connection", go: diagnosed },
    { name: "second-policy", path: "/bureau/securite" },
    { name: "second-lost", path: "/bureau/securite/comptes" },
    { name: "not-found", path: "/bureau/eleves/999999" },
    // The last: nothing of one's own opens any more.
    { name: "rights-seen-as", go: async (page) => {
      await rightsOfStaff(page);
      await send(page, {}, "[action$='/voir-comme'] button");
      await page.goto("/bureau/eleves?size=8");
    } },
  ];
}

/** Screens of a guardian of the demo school, whose Space is not open yet; V has signed in. */
export const closedScreens = [
  { name: "closed-space", path: "/" },
  { name: "closed-devices", path: "/compte/connexions" },
  { name: "closed-password", path: "/compte/mot-de-passe" },
  { name: "closed-children", path: "/compte/enfants" },
  { name: "closed-contacts", path: "/compte/preferences" },
  { name: "closed-reads", go: async (page) => {
    await page.goto("/compte/consultations");
    await page.goto(await page.locator("nav a[href^='/compte/consultations/']").first().getAttribute("href"));
  } },
];

/** Publishes (or not) the Spaces of the school at ADDRESS; V has signed in as its supervisor. */
export async function publish(v, open) {
  for (const space of ["parents", "eleves", "professeurs", "vie-scolaire", "direction"])
    await v.page.request.post(`/bureau/publication/${space}/${open ? "ouvrir" : "fermer"}`, { headers: { Origin: new URL(v.page.url()).origin } });
  for (const [space, rubric] of [["parents", "space.meals"], ["parents", "space.meals_change"], ["parents", "space.pickups"], ["eleves", "space.meals"]])      // delivered closed
    await v.page.request.post(`/bureau/publication/${space}/rubriques`, { headers: { Origin: new URL(v.page.url()).origin }, form: { rubric, on: "1" } });
}

/** A child's page, of a guardian who has signed in. */
async function childPage(page, tail = "") {
  await page.goto("/parent");
  await page.goto(`${await page.locator(".kid a[href^='/parent/enfants/']").first().getAttribute("href")}${tail}`);
}

/** The trombinoscope open to families of the school at ADDRESS; of PUPIL's class most have a photo, of these most an agreement, and one has refused. Their ids, in order; by a supervisor of its own. */
export async function openFaces(address, pupil) {
  const desk = await visitor(address), headers = { Origin: address }, asked = { Accept: "application/json" };
  await signIn(desk, "superviseur", password);
  const json = async (path) => (await desk.page.request.get(path, { headers: asked })).json();
  for (const space of ["parents", "eleves"]) await desk.page.request.post(`/bureau/publication/${space}/rubriques`, { headers, form: { rubric: "space.faces", on: "1" } });
  const { id, code } = (await json(`/bureau/eleves/${pupil}`)).class;
  const sheet = await json(`/bureau/trombinoscope?classe=${id}`), team = await json(`/bureau/trombinoscope?equipe=${id}`);
  const others = sheet.items.filter((one) => one.id !== pupil);
  for (const [i, one] of [...sheet.items, ...team.items.slice(0, 3)].entries()) {
    const refused = one.id === others[1].id, agreed = one.id !== pupil && !refused && (one.id === others[0].id || i % 4);
    if (i % 5 !== 4 && !one.photo && !refused) await post(desk.page, `/bureau/personnes/${one.id}/photo`, "photo", "portrait.jpg", "image/jpeg");
    if (refused || agreed) await desk.page.request.post(`/bureau/personnes/${one.id}/droit-image`, { headers, form: { image_right: refused ? "no" : "yes" } });
  }
  await post(desk.page, `/bureau/personnes/${others[0].id}/photo`, "photo", "portrait.jpg", "image/jpeg");
  await desk.context.close();
  return { class: id, code, agreed: others[0].id, refused: others[1].id, count: sheet.items.length };
}

/** The class of the child of who has signed in, or their own, by its faces. */
async function ownFaces(page, home) {
  await page.goto(home);
  const pupil = (await (await page.request.get(home, { headers: { Accept: "application/json" } })).json()).pupils[0].id;
  await openFaces(new URL(page.url()).origin, pupil);
  await page.goto(home === "/parent" ? `/parent/enfants/${pupil}/trombinoscope` : "/eleve/trombinoscope");
}

/** Screens of the published Spaces, of who has signed in as each kind of person. */
export const spaceScreens = {
  guardian: [
    { name: "space-parent", path: "/parent" },
    { name: "space-parent-child", go: (page) => childPage(page) },
    { name: "space-parent-team", go: (page) => childPage(page, "/equipe") },
    { name: "space-parent-faces", go: (page) => ownFaces(page, "/parent") },
    { name: "space-parent-certificate", go: (page) => childPage(page, "/certificat") },
    { name: "space-parent-pickups", go: async (page) => { await page.goto("/parent/demarches"); await page.goto(await page.locator("a[href$='/personnes-autorisees']").first().getAttribute("href")); } },
    { name: "space-parent-meals", go: (page) => childPage(page, "/repas") },
    { name: "space-parent-year", path: "/parent/annee" },
    { name: "space-parent-ask", go: async (page) => {
      await page.goto("/parent/demarches/coordonnees");
      await send(page, { "[name=email]": `parent${Date.now() % 1000}@exemple.fr` }, "main form button.go");
    } },
    { name: "space-parent-contact", path: "/parent/demarches/coordonnees" },
    { name: "space-parent-account", path: "/compte" },
    { name: "space-parent-preferences", path: "/compte/preferences" },
    { name: "space-parent-help", path: "/aide" },
    { name: "space-parent-connection", go: diagnosed },
    { name: "space-parent-away", path: "/hors-connexion" },
  ],
  pupil: [
    { name: "space-pupil", path: "/eleve" },
    { name: "space-pupil-record", path: "/eleve/fiche" },
    { name: "space-pupil-team", path: "/eleve/equipe" },
    { name: "space-pupil-meals", path: "/eleve/repas" },
    { name: "space-pupil-faces", go: (page) => ownFaces(page, "/eleve") },
  ],
  teacher: [
    { name: "space-teacher", path: "/professeur" },
    { name: "space-teacher-faces", go: async (page) => { await page.goto("/professeur"); await page.goto(await page.locator("a[href^='/professeur/trombinoscope/']").first().getAttribute("href")); } },
    { name: "space-teacher-faces-choice", path: "/professeur/trombinoscope" },
  ],
  supervisor: [{ name: "space-management", path: "/direction" }, { name: "space-management-faces", path: "/direction/trombinoscope" }],
};

/** The first sign-in of somebody of the school, as far as the first screen that is not the password's; then the next. */
export const firstScreens = (folder) => {
  const login = accountsOf(folder).filter((a) => a.kind === "guardian").at(-5).login, mine = "orage papier tambour violet";
  return [
    { name: "first-contact", go: async (page) => {
      await page.goto("/connexion");
      await send(page, { "[name=login]": login, "[name=password]": newSecret(folder, login) }, "button.go");
      await send(page, { "[name=password]": mine, "[name=password_again]": mine }, "main button.go");
    } },
    { name: "first-charter", go: async (page) => {
      await page.goto("/connexion");
      await send(page, { "[name=login]": login, "[name=password]": mine }, "button.go");
      if (/coordonnees/.test(page.url())) await send(page, {}, "form[action$='/exactes'] button");
    } },
  ];
};

/** Too many tries, on the school that counts them. */
export async function tooManyTries(page) {
  await page.goto("/connexion");
  for (let i = 0; i < 5; i++)           // those before the last are seen elsewhere (sign-in-refused)
    await page.request.post("/connexion", { headers: { Origin: new URL(page.url()).origin }, form: { login: "quelquun", password: `essai ${i}` } });
  for (let i = 5; i < 9; i++) {
    await page.goto("/connexion");
    await send(page, { "[name=login]": "quelquun", "[name=password]": `essai ${i}` }, "button.go");
    if (await page.locator(".card.error").count()) return;
  }
}

/** The supervisor's first sign-in with SECRET: the page that asks for a password of one's own. */
export async function firstPassword(page, secret) {
  await page.goto("/connexion");
  await page.fill("[name=login]", "superviseur");
  await page.fill("[name=password]", secret);
  await Promise.all([page.waitForURL("**/connexion/premiere"), page.click("button.go")]);
}

export async function show(v, screen) {
  if (screen.go) await screen.go(v.page);
  else await v.page.goto(screen.path);
}

export const supervisor = (v) => signIn(v, "superviseur", password);

/** A teacher of the demo school is refused what is not a teacher's. */
export const forbidden = { name: "forbidden", path: "/bureau/annee" };
