/** What changed between two values of the audit log, field by field. */
export interface Change { field: string; before: string | null; after: string | null; isSame: boolean }

export function changesOf(before: string | null, after: string | null): Change[] {
  const [old, next] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...new Set([...old.keys(), ...next.keys()])];
  return fields.map(field => ({ field, before: old.get(field) ?? null, after: next.get(field) ?? null, isSame: old.get(field) === next.get(field) }));
}

// What lies in each other is named by its path; what isn't JSON is one field without a name.
function fieldsOf(text: string | null): Map<string, string> {
  const fields = new Map<string, string>();
  if (text === null) return fields;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fields.set('', text);
  }
  walk('', value, fields);
  return fields;
}

function walk(path: string, value: unknown, fields: Map<string, string>): void {
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(v => typeof v !== 'object'))) {
    fields.set(path, Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) walk(path === '' ? key : `${path}.${key}`, inner, fields);
}

function textOf(value: unknown): string {
  return value === null ? 'null' : String(value);
}
