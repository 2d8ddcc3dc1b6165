import './latency.css';
import { useLive, useStreamStatus } from '../../api/live';
import { useStats } from '../../api/queries';
import type { Latency as Stage } from '../../api/types';
import { plain, words } from '../../format/format';
import { Age, Badge, Empty, Failure, Loading, Notice, Page, Panel, TabPanel, Tabs, useKept, useStale } from '../../ui/basics';
import { Curve } from './Curve';
import { Histogram } from './Histogram';
import { lastBound, quantile, type Histogram as Buckets, type Sample } from './histogram';
import { quantileText } from './lengths';
import { ThisPage } from './ThisPage';
import { useMeasures, type Measures } from './useMeasures';

const stages: Record<string, [name: string, about: string]> = {
  feed: ['Venue to us', "From the venue's time of a market event to when it was read here; clocks' difference is in it"],
  engine: ['Market to order', 'From a market event to the order that answered it leaving the engine'],
  acknowledge: ['Order to answer', "From an order leaving to the venue's answer"],
  fill: ['Order to fill', 'From an order leaving to its first fill; with quotes that is how long they rested'],
};

/** How long everything takes. */
export default function Latency() {
  const live = useLive<{ latencies: Stage[] }>('metrics');
  const stats = useStats();
  const { heardAt } = useStreamStatus();
  const { data, error } = useMeasures();
  const [since, setSince] = useKept<'session' | 'page'>('latency.since', 'session');
  const told = live.data?.latencies ?? stats.data?.latencies;
  const isStale = useStale(live.at) && live.at > 0;
  return (
    <Page title="Latency" actions={<Age at={live.at === 0 ? heardAt : live.at} />}>
      <Tabs label="Since when" value={since} onChange={setSince} tabs={[['session', 'Since the session began'], ['page', 'Since this page was opened']]} />
      <TabPanel label="Since when" value={since}>
        {error !== null && data === null && <Notice tone="warn">Histograms can't be read, there are the quantiles alone. {error instanceof Error ? error.message : String(error)}</Notice>}
        {told === undefined ? (
          stats.error ? <Failure error={stats.error} retry={() => void stats.refetch()} /> : <Loading />
        ) : told.length === 0 ? (
          <Empty>Nothing was measured yet.</Empty>
        ) : (
          <div className="columns" style={{ '--column': '420px' } as React.CSSProperties}>
            {told.map(stage => (
              <StagePanel key={stage.stage} stage={stage} measures={data} since={since} stale={isStale} />
            ))}
          </div>
        )}
      </TabPanel>
      <div className="columns" style={{ '--column': '420px' } as React.CSSProperties}>
        <ThisPage />
        <Queues measures={data} />
      </div>
    </Page>
  );
}

function StagePanel({ stage, measures, since, stale }: { stage: Stage; measures: Measures | null; since: 'session' | 'page'; stale: boolean }) {
  const [name, about] = stages[stage.stage] ?? [words(stage.stage), ''];
  const histogram = (since === 'session' ? measures?.all : measures?.since)?.get(stage.stage);
  const isPart = since === 'page' && histogram !== undefined, count = isPart ? histogram.count : stage.count;
  const quantiles = isPart ? ofBuckets(histogram) : ([['p50', stage.p50_ns], ['p99', stage.p99_ns], ['p99.9', stage.p999_ns], ['max', stage.max_ns]] as const).map(([n, ns]) => ({ name: n, seconds: ns / 1e9 }));
  // The longest is told of the whole session alone.
  const longest = isPart || stage.count === 0 ? null : stage.max_ns / 1e9, all = measures?.all.get(stage.stage), most = all ? lastBound(all) : null;
  const textOf = (seconds: number) => quantileText(seconds, most);
  const said = quantiles.map(q => `${q.name} ${textOf(q.seconds)}`).join(', ');
  return (
    <Panel title={name} actions={<Badge title={about}>{stage.stage}</Badge>} stale={stale}>
      <dl className="latency-quantiles">
        {quantiles.map(q => (
          <div key={q.name}>
            <dt>{q.name}</dt>
            <dd title={isPart ? 'As exact as the buckets of the histogram are' : undefined}>{count === 0 ? '–' : `${isPart && q.seconds !== Infinity ? '≈ ' : ''}${textOf(q.seconds)}`}</dd>
          </div>
        ))}
        <div>
          <dt>measured</dt>
          <dd>{plain(count)}</dd>
        </div>
      </dl>
      <div className="latency-body">
        {stage.count === 0 ? (
          <p className="muted">Nothing was measured yet.</p>
        ) : histogram ? (
          histogram.count === 0 ? <p className="muted">Nothing came since this page was opened.</p> : <Histogram histogram={histogram} marks={quantiles} longest={longest} label={`Histogram of ${name}: ${said}`} />
        ) : (
          <Histogram histogram={{ ...unread, count: stage.count }} marks={quantiles} longest={longest} label={`Quantiles of ${name}: ${said}`} />
        )}
        {measures && <Curve points={measures.curves.get(stage.stage) ?? []} most={most} label={`p50 and p99 of ${name} over time`} />}
        <p className="faint note">{about}.</p>
      </div>
    </Panel>
  );
}

// Where buckets can't be read: an axis for the marks.
const unread: Omit<Buckets, 'count'> = { bounds: [], counts: [] };

// Of a part of the session the buckets alone are known, and of its longest nothing.
function ofBuckets(histogram: Buckets): { name: string; seconds: number }[] {
  return ([['p50', 0.5], ['p99', 0.99], ['p99.9', 0.999]] as const).flatMap(([name, share]) => {
    const seconds = quantile(histogram, share);
    return seconds === null ? [] : [{ name, seconds }];
  });
}

function Queues({ measures }: { measures: Measures | null }) {
  const of = (name: string) => new Map((measures?.samples ?? []).filter((s: Sample) => s.name === name).map(s => [s.labels['queue'] ?? '', s.value]));
  const depths = of('touchline_queue_depth'), lost = of('touchline_queue_dropped_total');
  const names = [...new Set([...depths.keys(), ...lost.keys()])].sort();
  return (
    <Panel title="The program's queues">
      {measures === null ? (
        <Empty>Not known without the program's metrics.</Empty>
      ) : names.length === 0 ? (
        <Empty>It tells of none.</Empty>
      ) : (
        <div className="grid">
          <table>
            <thead>
              <tr>
                <th scope="col">Queue</th>
                <th scope="col" className="num">Waiting</th>
                <th scope="col" className="num">Lost</th>
              </tr>
            </thead>
            <tbody>
              {names.map(name => (
                <tr key={name}>
                  <td>{words(name)}</td>
                  <td className="num">{plain(depths.get(name))}</td>
                  <td className={`num ${(lost.get(name) ?? 0) > 0 ? 'danger' : ''}`}>{plain(lost.get(name))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
