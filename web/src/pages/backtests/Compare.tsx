import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useQueries } from '@tanstack/react-query';
import { dateTime, signed } from '../../format/format';
import { Empty, Failure, Loading, Notice, Page, Panel } from '../../ui/basics';
import { EquityChart } from '../../ui/EquityChart';
import { FiguresTable } from './FiguresTable';
import { dataOf, strategyOf } from './JobTable';
import { figureOf, groups, moneyDecimals, type FigureGroup } from './figures';
import { differenceInterval, holdsZero } from './interval';
import { resultQuery, useJobs, type Job } from './jobs';
import { drawdownOf, isSameData, leaves, type BacktestResult } from './result';

export const mostCompared = 4;
const letters = ['A', 'B', 'C', 'D'];

interface Compared { letter: string; job: Job; result: BacktestResult }

/** Two to four backtests side by side; the first is the measure of the others. */
export function Compare() {
  const [search] = useSearchParams();
  const ids = (search.get('of') ?? '').split(',').filter(id => id !== '').slice(0, mostCompared);
  const jobs = useJobs('backtest');
  const results = useQueries({ queries: ids.map(id => resultQuery<BacktestResult>('backtest', id)) });
  const failed = results.find(r => r.error)?.error ?? (jobs.data ? null : jobs.error);
  const all = ids.flatMap((id, i): Compared[] => {
    const job = jobs.data?.items.find(j => j.id === id), result = results[i]?.data;
    return job && result ? [{ letter: letters[i]!, job, result }] : [];
  });
  const isGone = jobs.data !== undefined && ids.some(id => !jobs.data.items.some(j => j.id === id));
  return (
    <Page title="Backtests side by side" actions={<Link to="/backtests">All backtests</Link>}>
      {ids.length < 2 ? (
        <Empty action={<Link to="/backtests">To the list</Link>}>Choose two to four backtests that are done.</Empty>
      ) : failed ? (
        <Failure error={failed} retry={() => results.forEach(r => void r.refetch())} />
      ) : isGone ? (
        <Empty action={<Link to="/backtests">To the list</Link>}>One of them is not there any more: the program keeps results until it ends.</Empty>
      ) : all.length < ids.length ? (
        <Loading />
      ) : (
        <Beside all={all} />
      )}
    </Page>
  );
}

function Beside({ all }: { all: Compared[] }) {
  const results = all.map(c => c.result);
  const key = all.map(c => c.job.id).join();
  const curves = useMemo(
    () => all.map(c => ({ name: `${c.letter} ${c.result.strategy}`, points: c.result.curve.map(([second, equity]) => [second, equity] as const), falls: drawdownOf(c.result.curve) })),
    // The results of these ids never change.
    [key],
  );
  const decimals = moneyDecimals(Math.max(...results.map(r => Math.abs(r.equity))));
  const heads = all.map(c => (
    <Link key={c.job.id} to={`/backtests/${c.job.id}`} title={`${c.result.strategy}, ${dateTime(c.job.asked_ns)} UTC`}>
      {c.letter}
    </Link>
  ));
  return (
    <>
      <Warnings all={all} />
      <Panel title="Equity and its falls">
        <EquityChart curves={curves} decimals={decimals} height={360} label={`Equity of ${all.length} backtests over time`} />
      </Panel>
      <Verdicts all={all} />
      <Differences all={all} />
      <div className="job-pack wide">
        {[...groups, ...metricsOf(results)].map(group => (
          <Panel key={group.title} title={group.title}>
            <FiguresTable figures={group.figures} results={results} heads={heads} differences />
          </Panel>
        ))}
      </div>
      <p className="faint">Marked: the best where the figure has a better end. Small figures: the difference to A.</p>
    </>
  );
}

function metricsOf(results: BacktestResult[]): FigureGroup[] {
  const names = [...new Set(results.flatMap(r => Object.keys(r.metrics)))];
  return names.length === 0 ? [] : [{ title: 'The strategies’ own figures', figures: names.map(name => figureOf(`metrics.${name}`)) }];
}

function Warnings({ all }: { all: Compared[] }) {
  const [first, ...others] = all;
  const data = others.filter(c => !isSameData(first!.result, c.result)), models = others.filter(c => JSON.stringify(c.result.models) !== JSON.stringify(first!.result.models));
  return (
    <>
      {data.length > 0 && <Notice tone="warn">{namesOf(data)} ran on other data, or another stretch of it, than A. Differences may come from the data.</Notice>}
      {models.length > 0 && <Notice tone="warn">{namesOf(models)} ran with other models than A. Differences may come from the models.</Notice>}
    </>
  );
}

function namesOf(all: Compared[]): string {
  return all.map(c => c.letter).join(' and ');
}

function Verdicts({ all }: { all: Compared[] }) {
  const key = all.map(c => c.job.id).join();
  const first = all[0]!;
  const verdicts = useMemo(
    () => all.slice(1).map(c => ({ letter: c.letter, interval: differenceInterval(first.result.curve, c.result.curve, Math.max(first.result.curve_seconds, c.result.curve_seconds)) })),
    [key],
  );
  return (
    <Panel title="Did one earn more?" padded>
      <ul className="plain-list">
        {verdicts.map(({ letter, interval }) => (
          <li key={letter}>
            <b>{letter} − A</b>{' '}
            {interval === null ? (
              <span className="muted">too few stretches of time in common for an interval; 30 are needed.</span>
            ) : (
              <>
                {signed(interval.perHour)} an hour, 95 % interval {signed(interval.low)} to {signed(interval.high)} <span className="muted">({interval.stretches} stretches of {interval.stretchSeconds} s)</span>:{' '}
                {holdsZero(interval) ? 'it holds 0, so chance can’t be ruled out.' : <b>{interval.perHour > 0 ? letter : 'A'} earned more than chance explains.</b>}
              </>
            )}
          </li>
        ))}
      </ul>
      <p className="faint job-note">From changes of equity over the same stretches, drawn anew 2,000 times in blocks of neighbours. It says what chance could do on a market like this one, not on any other.</p>
    </Panel>
  );
}

// What was set differently, a row each.
function Differences({ all }: { all: Compared[] }) {
  const of = (c: Compared) =>
    new Map<string, string>([
      ['strategy', strategyOf(c.job)],
      ['data', dataOf(c.job).join(', ')],
      ['from', c.job.request.from ?? 'the beginning'],
      ['to', c.job.request.to ?? 'the end'],
      ['seed', String(c.job.request.settings.seed ?? c.result.seed)],
      ...Object.entries(c.result.parameters).map(([name, value]) => [name, String(value)] as const),
      ...leaves(c.result.models).map(([name, text]) => [`models.${name}`, text] as const),
      ...Object.entries(c.job.request.settings.risk ?? {}).map(([name, value]) => [`risk.${name}`, String(value)] as const),
    ]);
  const maps = all.map(of);
  const names = [...new Set(maps.flatMap(m => [...m.keys()]))].filter(name => new Set(maps.map(m => m.get(name))).size > 1);
  return (
    <Panel title="What was set differently">
      {names.length === 0 ? (
        <Empty>Nothing: the settings are the same.</Empty>
      ) : (
        <div className="grid">
          <table className="figures">
            <thead>
              <tr>
                <th scope="col">Setting</th>
                {all.map(c => (
                  <th key={c.letter} scope="col" className="num">
                    {c.letter}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {names.map(name => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {maps.map((m, i) => (
                    <td key={i} className="num">
                      {m.get(name) ?? '–'}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
