// The second step by keyboard alone: an application, a card, a recovery code, a PIN, a passkey (Chromium's virtual authenticator); the passkey alone, which is both
// steps; an act that matters asks once more; and the desk takes away what is lost.
import { createHmac } from "node:crypto";
import { signIn, visitor } from "../lib/browser.mjs";
import { keys, then } from "../lib/hands.mjs";
import { password } from "../lib/school.mjs";
import { supervisor } from "../lib/screens.mjs";
import { check } from "../lib/tap.mjs";

const named = (address) => address.replace("127.0.0.1", "localhost");       // a number has no passkeys
const press = (page, selector) => then(page, keys.press(page, page.locator(selector)));
const at = (page) => new URL(page.url()).pathname;

/** What an application with KEY (base 32) shows STEP periods from now: RFC 6238, written once more. */
function code(key, step = 0) {
  const bits = [...key.replaceAll(" ", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
  const mac = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/** The password, by keyboard; true: the second step is asked for. */
async function firstStep(page, login) {
  await page.goto("/connexion");
  await keys.write(page, page.locator("[name=login]"), login);
  await keys.write(page, page.locator("[name=password]"), password);
  await press(page, "form[action='/connexion'] button.go");
  return at(page) === "/connexion/seconde-etape";
}

async function give(page, text) {
  await keys.write(page, page.locator("[name=code]"), text);
  await press(page, "form[action='/connexion/seconde-etape'] button.go");
}

async function signOut(page) {
  await page.context().clearCookies({ name: "sid" });
}

async function application(page) {
  await page.goto("/compte/securite");
  await press(page, "form[action='/compte/securite/application'] button");
  check(await page.locator("svg.qr path").getAttribute("d").then((d) => d.length > 500), "a square to scan is drawn");
  const key = await page.locator("code.code").innerText();
  await keys.write(page, page.locator("[name=code]"), "000");
  await press(page, "form[action$='/code'] button");
  check(await page.locator("[name=code][aria-invalid=true]").count() === 1, "an application counts only once it has shown a right code");
  await keys.write(page, page.locator("[name=code]"), code(key));
  await press(page, "form[action$='/code'] button");
  const recovery = await page.locator("ol.codes code").allInnerTexts();
  check(recovery.length === 10, "the first means brings ten recovery codes", recovery.length);
  return { key, recovery };
}

async function card(page) {
  await page.goto("/compte/securite");
  await press(page, "form[action='/compte/securite/carte'] button");
  const codes = await page.locator("ol.codes code").allInnerTexts();
  const asked = /\d+/.exec(await page.locator("form[action$='/carte/code'] p").first().innerText())[0];
  check(codes.length === 40, "a card has forty codes", codes.length);
  await keys.write(page, page.locator("[name=code]"), codes[Number(asked) - 1].toLowerCase());
  await press(page, "form[action$='/carte/code'] button");
  check(/40|39/.test(await page.locator(".devices").first().innerText()), "it counts once one of them was given");
  return codes;
}

async function authenticator(context, page) {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true,
    hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  return { credentials: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    verified: (isUserVerified) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }) };
}

async function passkey(page, device) {
  await page.goto("/compte/securite");
  await keys.write(page, page.locator("[name=label]"), "Ma clé");
  await press(page, "form[action='/compte/securite/cle'] button");
  check((await device.credentials()).length === 1 && (await page.locator(".devices").first().innerText()).includes("Ma clé"), "a passkey is made");
  await signOut(page);
  await page.goto("/connexion");
  await press(page, "a[href='/connexion/cle']");
  await press(page, "form[data-passkey] button");
  check(at(page) === "/bureau", "it alone is both steps", page.url());
  await signOut(page);
  await device.verified(false);
  await page.goto("/connexion/cle");
  await keys.press(page, page.locator("form[data-passkey] button"));
  await page.locator("[data-failed]:not([hidden])").waitFor();
  check(at(page) === "/connexion/cle", "not in a hand that it does not know: the page says so, and nobody is signed in");
  await device.verified(true);
}

/** In all the ways of STAFF. */
async function signingIn(page, login, { key, recovery }, codes) {
  check(await firstStep(page, login), "the password alone leads to the second step");
  await page.goto("/bureau/eleves");
  check(at(page) === "/connexion/seconde-etape", "and nowhere else");
  await give(page, "123");
  check(await page.locator("[name=code][aria-invalid=true]").count() === 1, "a wrong code is said to be wrong");
  await give(page, code(key, 1));
  check(at(page) === "/bureau/eleves", "the application's code opens, and one is where one wanted to be", page.url());
  await signOut(page);
  await firstStep(page, login);
  await press(page, "a[href*='moyen=card']");
  const asked = /\d+/.exec(await page.locator("form.stack p").first().innerText())[0];
  await give(page, codes[Number(asked) - 1]);
  check(at(page) === "/bureau", "so does the code of the card that is asked for", page.url());
  await signOut(page);
  await firstStep(page, login);
  await press(page, "a[href*='moyen=passkey']");
  await press(page, "form[data-passkey] button");
  check(at(page) === "/bureau", "so does the passkey as second step", page.url());
  await signOut(page);
  await firstStep(page, login);
  await press(page, "a[href*='moyen=recovery']");
  await keys.press(page, page.locator("[name=trust]"));
  await give(page, recovery[0]);
  check(at(page) === "/compte/securite", "so does a recovery code, once, and leads to where one puts things right", page.url());
  await signOut(page);
  check(!await firstStep(page, login) && at(page) === "/bureau", "a browser that was said to be one's own is not asked again");
  await page.goto("/compte/securite");
  await press(page, "form[action$='/oublier'] button");
  await signOut(page);
  check(await firstStep(page, login), "one that was forgotten is");
}

async function pin(schools) {
  const desk = await visitor(schools.demo), v = await visitor(schools.demo, { script: false });
  await supervisor(desk);
  await desk.page.goto("/bureau/securite");
  await keys.choose(desk.page, desk.page.locator("[name=pupil]"), "Facultative");
  await press(desk.page, "form[action='/bureau/securite'] button");
  await signIn(v, schools.pupil, password);
  await v.page.goto("/compte/securite");
  await keys.write(v.page, v.page.locator("[name=pin]"), "2846");
  await keys.write(v.page, v.page.locator("[name=pin_again]"), "2846");
  await press(v.page, "form[action='/compte/securite/pin'] button");
  check(await v.page.locator("ol.codes li").count() === 10, "a pupil chooses a PIN, without script");
  await signOut(v.page);
  check(await firstStep(v.page, schools.pupil), "it is asked for on a new browser");
  await give(v.page, "2846");
  check(at(v.page) !== "/connexion/seconde-etape", "and opens");
  await lost(desk.page, schools.pupil);
  await v.page.goto("/compte/connexions");
  check(await v.page.locator("form[action='/connexion']").count() === 1, "who has lost it: the desk takes it away, and sessions end");
  check(desk.seen.errors.length + v.seen.errors.length === 0, "nothing was said in the console", [...desk.seen.errors, ...v.seen.errors]);
  await desk.context.close();
  await v.context.close();
}

async function lost(page, login) {
  await page.goto("/bureau/securite/comptes");
  await keys.write(page, page.locator("main [name=q]"), login);
  await press(page, "main form[role=search] button");
  await press(page, "main tbody form button");
  check(await page.locator("main tbody tr").filter({ hasText: login }).count() === 0, `the second step of ${login} is taken away`);
}

export default async function second(schools) {
  const v = await visitor(named(schools.demo)), { page } = v;
  const device = await authenticator(v.context, page);
  await signIn(v, schools.staff, password);
  const means = await application(page), codes = await card(page);
  await passkey(page, device);
  await signingIn(page, schools.staff, means, codes);
  check(v.seen.errors.length === 0, "nothing was said in the console", v.seen.errors);
  check(v.seen.foreign.length === 0, "nobody else was asked", v.seen.foreign);
  await v.context.close();
  const desk = await visitor(schools.demo);
  await supervisor(desk);
  await lost(desk.page, schools.staff);
  await desk.context.close();
  await pin(schools);
}
