import type { ReactNode } from 'react';
import { Award } from 'lucide-react';
import { signed } from '../../format/format';
import { bestOf, moneyDecimals, textOf, valueOf, type Figure } from './figures';

export interface FiguresTableProps {
  figures: readonly Figure[];
  results: readonly object[];
  /** Headings; without them there is one result. */
  heads?: readonly ReactNode[];
  /** Under each but the first, by how much it differs from the first. */
  differences?: boolean;
  /** Reads a figure of a result; usually by its path. */
  read?: (result: object, path: string) => number | null;
}

/** Figures of one result, or of several side by side with the best of each marked. */
export function FiguresTable({ figures, results, heads, differences = false, read = valueOf }: FiguresTableProps) {
  const shown = figures.map(figure => ({ figure, values: results.map(r => read(r, figure.path)) })).filter(row => row.values.some(v => v !== null) || results.length === 1);
  return (
    <div className="grid">
      <table className="figures">
        {heads && (
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {heads.map((head, i) => (
                <th key={i} scope="col" className="num">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {shown.map(({ figure, values }) => (
            <Row key={figure.path} figure={figure} values={values} differences={differences} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ figure, values, differences }: { figure: Figure; values: (number | null)[]; differences: boolean }) {
  const best = bestOf(figure, values), first = values[0] ?? null;
  // One number of decimals in a row, so that they stand below each other.
  const isMoney = figure.kind === 'money' || figure.kind === 'paid';
  const decimals = isMoney ? decimalsOfAll(values) : undefined;
  return (
    <tr>
      <th scope="row" title={figure.about}>
        {figure.label}
      </th>
      {values.map((value, i) => (
        <td key={i} className={`num ${best.has(i) ? 'best' : ''}`}>
          {best.has(i) && <Award size={12} aria-label="best" />} <span className={figure.kind === 'money' && value !== null && value !== 0 ? (value > 0 ? 'up' : 'down') : ''}>{textOf(figure, value, decimals)}</span>
          {differences && i > 0 && <div className="faint difference">{differenceText(figure, value, first, decimals)}</div>}
        </td>
      ))}
    </tr>
  );
}

function decimalsOfAll(values: (number | null)[]): number {
  const known = values.filter(v => v !== null && v !== 0).map(v => moneyDecimals(v!));
  return known.length === 0 ? 2 : Math.min(...known);
}

function differenceText(figure: Figure, value: number | null, first: number | null, decimals: number | undefined): string {
  if (value === null || first === null) return ' ';
  const by = value - first;
  if (by === 0) return '=';
  return figure.kind === 'share' ? `${signed(by * 100, Math.abs(by) < 0.001 ? 5 : 1)} pp` : signed(by, decimals ?? (figure.kind === 'count' || figure.kind === 'seconds' ? 0 : Math.abs(by) < 1 ? 4 : 2));
}
