// Texts of `--vary`: docs/sweep.md, "What is varied".

export type VaryKind = 'list' | 'range' | 'log' | 'between' | 'logBetween';
export interface VaryRow { name: string; kind: VaryKind; list: string; start: string; stop: string; step: string }

export const kindTexts: Record<VaryKind, string> = { list: 'these values', range: 'in equal steps', log: 'in equal ratios', between: 'drawn evenly between', logBetween: 'drawn by logarithm between' };

/** Drawn ones need a number of runs to draw. */
export const drawn: readonly VaryKind[] = ['between', 'logBetween'];

export const noRow: VaryRow = { name: '', kind: 'range', list: '', start: '', stop: '', step: '' };

export function varyText(row: VaryRow): string {
  const t = (s: string) => s.trim();
  switch (row.kind) {
    case 'list':
      return `${t(row.name)}=${row.list.split(',').map(t).filter(v => v !== '').join(',')}`;
    case 'range':
      return `${t(row.name)}=${t(row.start)}:${t(row.stop)}:${t(row.step)}`;
    case 'log':
      return `${t(row.name)}=log:${t(row.start)}:${t(row.stop)}:${t(row.step)}`;
    case 'between':
      return `${t(row.name)}=${t(row.start)}:${t(row.stop)}`;
    default:
      return `${t(row.name)}=log:${t(row.start)}:${t(row.stop)}`;
  }
}

/** The row that a text is written in. */
export function rowOf(text: string): VaryRow {
  const at = text.indexOf('='), name = at < 0 ? text : text.slice(0, at), values = at < 0 ? '' : text.slice(at + 1);
  const isLog = values.startsWith('log:'), parts = (isLog ? values.slice(4) : values).split(':');
  if (parts.length < 2) return { ...noRow, name, kind: 'list', list: values };
  const [start = '', stop = '', step = ''] = parts;
  return { ...noRow, name, kind: parts.length === 2 ? (isLog ? 'logBetween' : 'between') : isLog ? 'log' : 'range', start, stop, step };
}

/** How many values a row has; null: that can't be told yet, or they are drawn. */
export function countOf(row: VaryRow): number | null {
  const number = (text: string) => {
    const n = parseFloat(text);
    return Number.isFinite(n) ? n : null;
  };
  if (row.kind === 'list') return new Set(row.list.split(',').map(v => v.trim()).filter(v => v !== '')).size || null;
  const start = number(row.start), stop = number(row.stop), step = number(row.step);
  if (start === null || stop === null || step === null) return null;
  if (row.kind === 'log') return step >= 2 && Number.isInteger(step) ? step : null;
  // Units may differ (500ms to 2s): only the server knows then.
  if (row.kind !== 'range' || unitOf(row.start) !== unitOf(row.stop) || unitOf(row.start) !== unitOf(row.step) || step === 0 || (stop - start) / step < 0) return null;
  return Math.floor((stop - start) / step + 1e-9) + 1;
}

function unitOf(text: string): string {
  return /[a-z]*$/.exec(text.trim())?.[0] ?? '';
}

/** Runs of all combinations; null: not to be told. */
export function combinationsOf(rows: readonly VaryRow[]): number | null {
  return rows.reduce<number | null>((product, row) => {
    const count = countOf(row);
    return product === null || count === null ? null : product * count;
  }, 1);
}
