import { useMemo } from 'react';
import { Grid, type Column } from '../../ui/Grid';
import { columnDecimals, figureOf, textOf } from '../backtests/figures';
import type { Job } from '../backtests/jobs';
import { BacktestThis } from './BacktestThis';
import { describe } from './HeatPanel';
import { numberOf, type Point, type SweepResult } from './sweep';

const usual = ['equity', 'sharpe', 'max_drawdown', 'fills', 'fees', 'spread_captured', 'inventory_profit', 'win_rate', 'position'];
const wideFrom = 4;

/** Every point with its figures; those that failed say why. */
export function PointTable({ result, job, points, chosen, onPick }: { result: SweepResult; job: Job; points: readonly Point[]; chosen: Point | null; onPick: (point: Point) => void }) {
  const columns = useMemo<Column<Point>[]>(() => {
    const paths = [...new Set([result.ranked_by.figure, ...usual])];
    const hasErrors = points.some(p => p.error !== null);
    return [
      { id: 'rank', title: 'Rank', value: p => p.rank, cell: p => p.rank ?? '–', num: true },
      ...result.varied.map((name): Column<Point> => ({ id: `p.${name}`, title: name, value: p => numberOf(p.parameters[name] ?? '') ?? p.parameters[name], cell: p => p.parameters[name], num: true })),
      ...paths.map((path, i): Column<Point> => {
        const figure = figureOf(path);
        const decimals = columnDecimals(points.map(p => p.figures[path]));
        return { id: path, title: figure.label, value: p => p.figures[path], cell: p => textOf(figure, p.figures[path], decimals), num: true, wide: i >= wideFrom - 1, about: figure.about ?? '' };
      }),
      ...(hasErrors ? [{ id: 'error', title: 'Why it failed', cell: (p: Point) => p.error && <span className="danger clip" title={p.error}>{p.error}</span> }] : []),
      { id: 'backtest', title: '', cell: p => <BacktestThis job={job} point={p} short /> },
    ];
  }, [result, job, points]);
  return (
    <Grid
      label="Points"
      columns={columns}
      rows={points}
      rowId={describe}
      empty="No run was done."
      onRow={onPick}
      chosen={chosen === null ? undefined : describe(chosen)}
      sort={{ id: 'rank', desc: false }}
      height="460px"
    />
  );
}
