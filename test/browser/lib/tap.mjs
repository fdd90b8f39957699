// Lines that script/test counts: «ok - …» and «not ok - …», what went wrong as «# …».
let failed = 0;

export const failures = () => failed;

export function check(good, name, detail = []) {
  if (good) { console.log(`ok - ${name}`); return; }
  failed++;
  for (const line of [detail].flat().slice(0, 12)) console.log(`# ${String(line).replaceAll("\n", "\n# ")}`);
  console.log(`not ok - ${name}`);
}

/** Runs DO; an exception is a failure of NAME, and the next test goes on. */
export async function test(name, run) {
  const start = performance.now();
  try { await run(); } catch (error) { check(false, name, error.stack ?? error); }
  if (process.env.PREAU_TEST_TIMES) console.log(`# ${name}: ${Math.round(performance.now() - start)} ms`);
}
