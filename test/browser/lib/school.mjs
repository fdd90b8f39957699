// Throw-away schools for the browser: made by the program itself in a folder of their own, served on a free port, ended by their own id.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
export const password = "visite libre du preau";
const program = process.env.PREAU_PROGRAM ?? join(root, "build/preau");
const home = mkdtempSync(join(tmpdir(), "preau-browser-"));
const env = { ...process.env, XDG_DATA_HOME: join(home, "data") };
const served = [];

export function preau(...words) {
  const done = spawnSync(program, words, { env, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`preau ${words.join(" ")}: ${done.stderr}${done.stdout}`);
  return done.stdout;
}

/** A demo school, KIND "college" or the "cite" of 2,500: everyone's password is PASSWORD. */
export function demoSchool(name = "demo", kind = "college") {
  const folder = join(home, name);
  preau("demo", folder, "--school", kind, "--seed", "7", "--password", password);
  return folder;
}

/** Files of another invented school: imported into the demo, everything is new, gone or to be decided. */
export function otherFiles() {
  const folder = join(home, "files");
  if (!existsSync(folder)) preau("demo", "--files", folder, "--school", "college", "--seed", "8");
  return readdirSync(folder, { recursive: true }).filter((f) => f.endsWith(".xml")).map((f) => join(folder, f));
}

/** The school year of today: from August on. */
export const thisYear = () => new Date().getFullYear() - (new Date().getMonth() < 7 ? 1 : 0);

/** The files of an invented school, as they come from SIECLE and STS, for an empty base of the same school. */
export function demoFiles() {
  const folder = join(home, "rentree");
  if (!existsSync(folder)) preau("demo", "--files", folder, "--school", "college", "--seed", "7");
  return readdirSync(folder, { recursive: true }).filter((f) => f.endsWith(".xml")).map((f) => join(folder, f));
}

/** An empty school, and the supervisor's first secret as it was printed. */
export function emptySchool(name = "vide", year = 2025) {
  const folder = join(home, name);
  const said = preau("new", folder, "--uai", "9990001X", "--name", "Collège Jean-Exemple", "--year", String(year));
  return { folder, secret: secretIn(said) };
}

function secretIn(said) {
  const secret = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(said)?.[0];
  if (!secret) throw new Error(`no first secret in: ${said}`);
  return secret;
}

/** A new first secret for LOGIN, as the school's supervisor would print it. */
export const newSecret = (folder, login) => secretIn(preau("password", folder, login));

/** The first login of KIND. */
export const accountsOf = (folder) => JSON.parse(preau("accounts", folder, "--json")).accounts;
export const loginOf = (folder, kind) => accountsOf(folder).find((a) => a.kind === kind).login;

/** Serves FOLDER; the address, without a slash at its end. */
export const serve = (folder, ...options) => serveAt("127.0.0.1:0", folder, ...options);

/** Ends the server of ADDRESS. */
export async function stop(address) {
  const child = served.findLast((one) => one.address === address);
  const ended = new Promise((resolve) => child.removeAllListeners("exit").on("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

export async function serveAt(listen, folder, ...options) {
  const child = spawn(program, ["serve", folder, "--listen", listen, ...options], { env, stdio: ["ignore", "pipe", "inherit"] });
  served.push(child);
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address) { child.address = address; resolve(address); }
    });
    child.on("exit", (code) => reject(new Error(`preau serve ended (${code}): ${said}`)));
  });
}

export async function endSchools() {
  for (const child of served) {
    const ended = new Promise((resolve) => child.removeAllListeners("exit").on("exit", resolve));
    if (child.exitCode === null) { child.kill("SIGTERM"); await ended; }
  }
  rmSync(home, { recursive: true, force: true });
}
