import { dateTime, fixed, percent, signed, time } from '../../format/format';
import { Empty, Gain, Notice, Panel, Stat, Stats } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { columnDecimals, figureOf, moneyDecimals, textOf } from '../backtests/figures';
import type { Job } from '../backtests/jobs';
import { BacktestThis } from './BacktestThis';
import { forwardText, judgeText, trusted, type Stretch, type SweepResult, type WalkForward, type Window } from './sweep';

const nsPerHour = 3.6e12;

function perHour(stretch: Stretch): number | null {
  const equity = stretch.figures?.['equity'];
  return equity === undefined ? null : (equity / (stretch.to_ns - stretch.from_ns + 1)) * nsPerHour;
}

/** What was chosen on each stretch, and how it did on the one behind. */
export function WalkForwardPart({ result, forward, job }: { result: SweepResult; forward: WalkForward; job: Job }) {
  const counted = forward.windows.filter(w => w.train.error === null && w.test.error === null && w.train.figures !== null && w.test.figures !== null);
  if (counted.length === 0) return <Empty>No window has a choice and a test. {firstError(forward)}</Empty>;
  const isTrusted = (forward.probability_above_zero ?? 0) >= trusted;
  return (
    <>
      <Stats>
        <Stat label="In sample, an hour" under="where it was chosen">
          <Gain value={forward.in_sample.equity_per_hour} />
        </Stat>
        <Stat label="Out of sample, an hour" under="on the tests behind">
          <Gain value={forward.out_of_sample.equity_per_hour} />
        </Stat>
        <Stat label="Out of sample, equity">
          <Gain value={forward.out_of_sample.equity} decimals={moneyDecimals(forward.out_of_sample.equity ?? 0)} />
        </Stat>
        <Stat label="Out of sample, Sharpe" under="annualised">
          {textOf(figureOf('sharpe'), forward.out_of_sample.sharpe)}
        </Stat>
        <Stat label="Efficiency" under="out ÷ in sample" title="1: nothing was lost by choosing. Undefined unless something was earned in sample">
          {forward.efficiency === null ? '–' : fixed(forward.efficiency, 2)}
        </Stat>
        <Stat label="Tests won">
          {forward.tests_won} of {counted.length}
        </Stat>
        <Stat label="Chance of a true gain" under="Sharpe above 0 there">
          {percent(forward.probability_above_zero, 1)}
        </Stat>
      </Stats>
      <Notice tone={(forward.out_of_sample.equity ?? 0) > 0 && forward.efficiency !== null ? 'good' : 'warn'}>{forwardText(forward)}</Notice>
      <Notice tone={isTrusted ? 'good' : 'warn'}>{judgeText(forward)}</Notice>
      <Panel title="Equity an hour, window by window" padded>
        <WindowBars windows={counted} />
      </Panel>
      <Panel title="Windows">
        <WindowTable result={result} forward={forward} job={job} />
      </Panel>
    </>
  );
}

function firstError(forward: WalkForward): string {
  const error = forward.windows.map(w => w.train.error ?? w.test.error).find(e => e !== null);
  return error ? `The first says: ${error}` : '';
}

const width = 900, height = 220, left = 70, bottom = 20, mostBars = 120;

function WindowBars({ windows }: { windows: Window[] }) {
  const shown = windows.slice(0, mostBars).map(w => ({ train: perHour(w.train) ?? 0, test: perHour(w.test) ?? 0 }));
  const least = Math.min(0, ...shown.flatMap(b => [b.train, b.test])), most = Math.max(0, ...shown.flatMap(b => [b.train, b.test])) || 1e-9;
  const y = (v: number) => 8 + ((most - v) / (most - least)) * (height - 8 - bottom), step = (width - left) / shown.length, bar = Math.min(26, step * 0.38);
  const every = Math.ceil(shown.length / 20);
  return (
    <>
      <p className="row muted sweep-key">
        <span><i className="train" /> where it was chosen</span>
        <span><i className="test" /> on the test behind it</span>
      </p>
      <div className="sweep-scroll">
        <svg viewBox={`0 0 ${width} ${height}`} className="sweep-windows" role="img" aria-label="Equity an hour in each window, where it was chosen and on its test">
          {[least, 0, most].filter((v, i, all) => all.indexOf(v) === i).map(v => (
            <g key={v}>
              <line x1={left} x2={width} y1={y(v)} y2={y(v)} className={v === 0 ? 'zero' : ''} />
              <text x={left - 8} y={y(v) + 4} textAnchor="end">
                {signed(v, Math.abs(v) >= 100 ? 0 : 2)}
              </text>
            </g>
          ))}
          {shown.map((b, i) => {
            const middle = left + (i + 0.5) * step;
            return (
              <g key={i}>
                {([['train', b.train, middle - bar - 1], ['test', b.test, middle + 1]] as const).map(([name, value, x]) => (
                  <rect key={name} className={name} x={x} width={bar} y={y(Math.max(0, value))} height={Math.max(1, y(Math.min(0, value)) - y(Math.max(0, value)))} rx={1.5}>
                    <title>{`window ${i + 1}, ${name === 'train' ? 'where it was chosen' : 'test'}: ${signed(value)} an hour`}</title>
                  </rect>
                ))}
                {i % every === 0 && (
                  <text x={middle} y={height - 4} textAnchor="middle">
                    {i + 1}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
      {windows.length > mostBars && <p className="faint">The first {mostBars} windows are drawn.</p>}
    </>
  );
}

function WindowTable({ result, forward, job }: { result: SweepResult; forward: WalkForward; job: Job }) {
  const rows = forward.windows.map((window, i) => ({ ...window, number: i + 1 }));
  type Row = (typeof rows)[number];
  const ranked = figureOf(result.ranked_by.figure);
  const decimals = columnDecimals(rows.flatMap(w => [w.train.figures?.[ranked.path], w.test.figures?.[ranked.path]]));
  const columns: Column<Row>[] = [
    { id: 'number', title: '#', value: w => w.number, num: true },
    { id: 'test', title: 'Tested from (UTC)', value: w => w.test.from_ns, cell: w => <span className="muted" title={`chosen on ${dateTime(w.train.from_ns)} to ${dateTime(w.train.to_ns + 1)}, tested to ${dateTime(w.test.to_ns + 1)}`}>{dateTime(w.test.from_ns).slice(5, 11)}{time(w.test.from_ns).slice(0, 8)}</span>, wide: true },
    ...result.varied.map((name): Column<Row> => ({ id: `p.${name}`, title: name, value: w => w.parameters?.[name], cell: w => w.parameters?.[name] ?? '–', num: true })),
    { id: 'ranked', title: `${ranked.label}, chosen`, value: w => w.train.figures?.[ranked.path], cell: w => textOf(ranked, w.train.figures?.[ranked.path], decimals), num: true, wide: true },
    { id: 'rankedTest', title: `${ranked.label}, test`, value: w => w.test.figures?.[ranked.path], cell: w => textOf(ranked, w.test.figures?.[ranked.path], decimals), num: true, wide: true },
    { id: 'in', title: 'An hour, chosen', value: w => perHour(w.train), cell: w => <Gain value={perHour(w.train)} />, num: true },
    { id: 'out', title: 'An hour, test', value: w => perHour(w.test), cell: w => <Gain value={perHour(w.test)} />, num: true },
    { id: 'fills', title: 'Fills, test', value: w => w.test.figures?.['fills'], cell: w => fixed(w.test.figures?.['fills'], 0), num: true, wide: true },
    { id: 'backtest', title: '', cell: w => (w.parameters === null ? <span className="danger">{w.train.error ?? 'none could be ranked'}</span> : w.test.error !== null ? <span className="danger">{w.test.error}</span> : <BacktestThis job={job} point={{ parameters: w.parameters }} stretch={w.test} short />) },
  ];
  return <Grid label="Windows" columns={columns} rows={rows} rowId={w => String(w.number)} empty="There is no window." height="460px" />;
}
