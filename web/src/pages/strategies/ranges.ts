// How the program says what a parameter may be (its range as text), read so that the form fits it. What isn't understood is a text, and the program judges it.

export type Range = { kind: 'number' | 'whole'; least: number; most: number } | { kind: 'choice'; choices: string[] } | { kind: 'time' } | { kind: 'text' };

export function rangeOf(text: string): Range {
  const number = /^a (whole )?number from (\S+) to (\S+)$/.exec(text);
  if (number) return { kind: number[1] ? 'whole' : 'number', least: Number(number[2]), most: Number(number[3]) };
  if (text.startsWith('a time ')) return { kind: 'time' };
  const choices = text.split(' or ');
  return choices.length > 1 && choices.every(c => /^\S+$/.test(c)) ? { kind: 'choice', choices } : { kind: 'text' };
}

/** What is plainly wrong; undefined where the program may take it. */
export function faultOf(text: string, range: Range): string | undefined {
  if (range.kind === 'time') return /^\d+(\.\d+)?(ns|us|ms|s|m|h)$/.test(text.trim()) ? undefined : 'Right is a time with its unit, such as 250ms.';
  if (range.kind !== 'number' && range.kind !== 'whole') return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return 'Right is a number.';
  if (range.kind === 'whole' && !Number.isInteger(value)) return 'Right is a whole number.';
  return value < range.least || value > range.most ? `Right is ${range.least} to ${range.most}.` : undefined;
}

/** Written differently it may be the same: 5 and 5.0. */
export function isSame(a: string, b: string, range: Range): boolean {
  return a.trim() === b.trim() || ((range.kind === 'number' || range.kind === 'whole') && a.trim() !== '' && Number(a) === Number(b));
}
