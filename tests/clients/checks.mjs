// What the client scripts share: numbered checks that say what they saw, and an end that can't hang.
const [, , base, key, secret] = process.argv;
let count = 0;

export const exchange = { base, ws: base.replace(/^http/, 'ws'), key, secret };

export function check(name, ok, seen) {
  if (!ok) {
    console.error(`failed: ${name}: ${JSON.stringify(seen)}`);
    process.exit(1);
  }
  count++;
  console.log(`ok ${count}: ${name}`);
}

// The refusal that a call must end with.
export async function refused(name, call, fits) {
  try {
    check(name, false, await call());
  } catch (error) {
    check(name, fits(error), { type: error?.constructor?.name, message: String(error?.message ?? JSON.stringify(error)) });
  }
}

export async function within(seconds, name, promise) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${name}: nothing within ${seconds} s`)), seconds * 1000); });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export async function until(seconds, name, next, fits) {
  return within(seconds, name, (async () => {
    for (;;) {
      const got = await next();
      if (fits(got)) return got;
    }
  })());
}

export function run(main) {
  main().then(
    () => { console.log(`${count} checks passed`); process.exit(0); },
    (error) => { console.error(error?.stack ?? error); process.exit(1); });
}
