import { Problem } from '../api/client';

/** What went wrong, taken apart so that each thing can stand on a line of its own. `name`: the field's, or the place in the code. */
export interface Fault { name: string | null; text: string }
export interface Faults { text: string; list: Fault[] }

export function faultsOf(error: unknown): Faults {
  const said = error instanceof Error ? error.message : String(error);
  const fields = error instanceof Problem ? Object.entries(error.fields) : [];
  const [first = '', ...lines] = said.split('\n').filter(l => l.trim() !== '');
  if (fields.length === 0) return { text: first, list: lines.map(faultOfLine) };
  const list = fields.map(([field, texts]): Fault => ({ name: lastOf(field), text: texts.join('; ') }));
  // Where the sentence only repeats the fields, they are said once.
  return { text: fields.every(([field]) => said.includes(`${field}: `)) ? '' : first, list };
}

// `parameters.size` is size to who reads it beside the strategy's name.
function lastOf(field: string): string {
  return field.split('.').at(-1)!;
}

// As the compiler has it: quoter.cs(12,5): CS1002: ; expected.
function faultOfLine(line: string): Fault {
  const found = /^\S+\((\d+),\d+\): (?:[A-Z]+\d+: )?(.+)$/.exec(line.trim());
  return found ? { name: `line ${found[1]}`, text: found[2]! } : { name: null, text: line.trim() };
}
