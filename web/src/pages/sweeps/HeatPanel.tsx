import { useMemo, useState } from 'react';
import { Empty, Panel, Select } from '../../ui/basics';
import { HeatMap } from '../../ui/HeatMap';
import { figureOf, isCost, textOf } from '../backtests/figures';
import { heatOf, type Shown } from './heat';
import { isLowBest, type Point, type SweepResult } from './sweep';

/** A figure over two of the varied parameters. */
export function HeatPanel({ result, points, onPick }: { result: SweepResult; points: readonly Point[]; onPick: (point: Point) => void }) {
  const { varied, ranked_by: ranked } = result;
  const [x, setX] = useState(varied[0]!);
  const [y, setY] = useState<string>(varied[1] ?? '');
  const [figure, setFigure] = useState(ranked.figure);
  const [shown, setShown] = useState<Shown>('best');
  const known = useMemo(() => [...new Set([ranked.figure, ...points.flatMap(p => Object.keys(p.figures))])], [points, ranked.figure]);
  const isLow = figure === ranked.figure ? isLowBest(result) : isCost(figure);
  const heat = useMemo(() => heatOf(points, x, y === '' ? null : y, figure, isLow, shown), [points, x, y, figure, isLow, shown]);
  const values = useMemo(() => heat.cells.map(row => row.map(cell => cell?.value ?? null)), [heat]);
  const definition = figureOf(figure), text = (value: number) => textOf(definition, value);
  const others = varied.filter(v => v !== x && v !== y);
  return (
    <Panel
      title="Heat map"
      padded
      actions={
        <span className="row sweep-picks">
          <Select inline label="Across" value={x} onChange={next => (next === y && setY(x), setX(next))} options={varied.map(v => [v, `→ ${v}`] as const)} />
          {varied.length > 1 && <Select inline label="Down" value={y} onChange={next => (next === x && setX(y), setY(next))} options={varied.map(v => [v, `↓ ${v}`] as const)} />}
          <Select inline label="Figure" value={figure} onChange={setFigure} options={known.map(f => [f, figureOf(f).label] as const)} />
          <Select inline label="Of several points in a cell" value={shown} onChange={v => setShown(v as Shown)} options={[['best', 'best of a cell'], ['median', 'median of a cell'], ['worst', 'worst of a cell']]} />
        </span>
      }
    >
      {heat.best === null ? (
        <Empty>No point has this figure.</Empty>
      ) : (
        <HeatMap
          label={`${definition.label} over ${x}${y === '' ? '' : ` and ${y}`}`}
          xName={x}
          yName={y}
          xs={heat.xs}
          ys={heat.ys}
          values={values}
          text={text}
          best={heat.best}
          about={(row, column) => {
            const cell = heat.cells[row]?.[column];
            if (!cell) return 'No point lies here.';
            return `${definition.label} ${text(cell.value)} at ${describe(cell.point)}${cell.point.rank === null ? '' : `, rank ${cell.point.rank}`}${cell.count > 1 ? `; the ${shown} of ${cell.count} points here` : ''}`;
          }}
          onPick={(row, column) => {
            const cell = heat.cells[row]?.[column];
            if (cell) onPick(cell.point);
          }}
        />
      )}
      {others.length > 0 && <p className="faint job-note">A cell holds all values of {others.join(', ')}. Where its best shines and its median doesn’t, a single point got lucky.</p>}
    </Panel>
  );
}

export function describe(point: Point): string {
  return Object.entries(point.parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
