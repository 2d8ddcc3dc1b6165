import { useMemo } from 'react';
import { Panel } from '../../ui/basics';
import { FiguresTable } from '../backtests/FiguresTable';
import { figureOf } from '../backtests/figures';
import { BacktestThis } from './BacktestThis';
import { ParallelPlot } from './ParallelPlot';
import type { Point, SweepResult } from './sweep';
import type { Job } from '../backtests/jobs';

const beside = 5, mostLines = 20;
const headline = ['equity', 'profit_per_hour', 'max_drawdown', 'sharpe', 'sortino', 'spread_captured', 'inventory_profit', 'fees', 'fills', 'win_rate', 'turnover', 'fill_ratio'];

/** The best points side by side: what they have in common, and what they came to. */
export function BestPanel({ result, job, points, chosen, onPick }: { result: SweepResult; job: Job; points: readonly Point[]; chosen: Point | null; onPick: (point: Point) => void }) {
  const ranked = useMemo(() => points.filter(p => p.rank !== null), [points]);
  const few = ranked.slice(0, beside);
  const lines = useMemo(() => ranked.slice(0, Math.min(mostLines, Math.max(3, Math.ceil(ranked.length / 10)))), [ranked]);
  const shown = chosen && !few.includes(chosen) ? [...few, chosen] : few;
  if (few.length === 0) return null;
  const paths = [...new Set([result.ranked_by.figure, ...headline])];
  return (
    <Panel title={`The best ${lines.length} of ${ranked.length}`}>
      <ParallelPlot points={points} varied={result.varied} figure={result.ranked_by.figure} best={lines} chosen={chosen} onPick={onPick} />
      <p className="faint sweep-under">A line is a point. Where the best meet in a parameter it matters; where they spread it doesn’t.</p>
      <div className="grid sweep-best">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              {shown.map(p => (
                <th key={p.rank} scope="col" className="num">
                  {p.rank === null ? 'not ranked' : `#${p.rank}`}
                  {p === chosen && ' (chosen)'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {result.varied.map(name => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {shown.map(p => (
                  <td key={p.rank} className="num">
                    <b>{p.parameters[name]}</b>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <FiguresTable figures={paths.map(figureOf)} results={shown} read={(p, path) => (p as Point).figures[path] ?? null} heads={shown.map(p => <BacktestThis key={p.rank} job={job} point={p} short />)} />
      </div>
    </Panel>
  );
}
