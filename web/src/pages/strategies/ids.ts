// What the store takes as an id, said beside the field before anything is sent; the server has the last word.

const mostLength = 64;
const words = ['running', 'status', 'operator'];
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/;

export const idRule = `1 to ${mostLength} of a–z, 0–9, dot, underscore and hyphen`;

/** Why a strategy can't be called that; undefined where it can. */
export function idFault(id: string, known: readonly string[]): string | undefined {
  if (id === '') return `Is missing; right are ${idRule}.`;
  if (id.length > mostLength) return `Has ${id.length} characters; right are at most ${mostLength}.`;
  const wrong = /[^a-z0-9._-]/.exec(id);
  if (wrong) return `Has ${JSON.stringify(wrong[0])}; right are ${idRule}.`;
  if (id.startsWith('.') || id.endsWith('.')) return 'Begins or ends with a dot.';
  if (id.endsWith('.cs')) return 'Ends with .cs, which stands for a file.';
  if (words.includes(id)) return 'Is a word of the API; choose another.';
  if (devices.test(id.split('.')[0]!)) return 'Is a device’s name on Windows; choose another.';
  if (known.includes(id)) return 'Is there already; choose another.';
  return undefined;
}

export function nameFault(name: string): string | undefined {
  return name.trim() === '' || name.length > 100 ? 'Right are 1 to 100 characters.' : undefined;
}

export function symbolFault(symbol: string): string | undefined {
  return /^[A-Za-z0-9_\-/.:]{0,40}$/.test(symbol) ? undefined : 'Right are up to 40 letters, digits, _, -, /, dot and colon, such as BTCUSDT.';
}
