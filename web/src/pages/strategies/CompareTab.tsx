import { useState } from 'react';
import { Link } from 'react-router';
import { usePath, useStrategies, withSearch } from '../../api/queries';
import type { Strategy } from '../../api/types';
import { fixed, lasting, plain, words } from '../../format/format';
import { Age, Badge, Empty, Failure, Gain, Loading, Meter, Notice, Panel, Select, staleAfterMs } from '../../ui/basics';
import { Curves } from './Curves';
import { Interval, type Difference } from './Interval';
import { StateBadge, besideOf, isPlaced, operator, pageOf, pathOf, versionText } from './parts';

interface Compared { id: string; version: string; state: string; pnl: number; fees: number }
interface Comparison { first: Compared; other: Compared; stretches?: number; stretches_needed?: number; difference: Difference | null; why_none: string | null }

const everyMs = 5_000, fewest = 30, stretchSeconds = 10;

/** Two places of the session beside each other, on the same market at the same time. */
export function CompareTab({ strategy }: { strategy: Strategy }) {
  const listed = useStrategies();
  const places = listed.data?.items.filter(s => isPlaced(s) && s.id !== operator);
  const [first, setFirst] = useState<string | null>(null);
  const [other, setOther] = useState<string | null>(null);
  if (!places) return listed.error ? <Failure error={listed.error} retry={() => void listed.refetch()} /> : <Loading />;
  const ids = places.map(s => s.id);
  const a = first !== null && ids.includes(first) ? first : ids.includes(strategy.id) ? strategy.id : ids[0];
  const b = other !== null && ids.includes(other) && other !== a ? other : nearest(ids, a);
  if (a === undefined || b === undefined)
    return (
      <Panel title="Side by side">
        <Empty action={strategy.stored && <Link to={pageOf(strategy.id, 'versions')}>Choose a version to start beside</Link>}>
          Two places of the session are compared, and {places.length === 0 ? 'it has none' : `it has only ${ids[0]}`}. Start another version of a strategy beside it, or another strategy.
        </Empty>
      </Panel>
    );
  return (
    <Panel
      title="Side by side"
      actions={
        <>
          <Select inline label="A" value={a} onChange={setFirst} options={ids} />
          <span className="muted">against</span>
          <Select inline label="B" value={b} onChange={setOther} options={ids.filter(id => id !== a)} />
        </>
      }
    >
      <Against key={`${a} ${b}`} a={a} b={b} />
    </Panel>
  );
}

// Another version of the same strategy before any other.
function nearest(ids: readonly string[], a: string | undefined): string | undefined {
  const family = a && (besideOf(a)?.id ?? a);
  return ids.find(id => id !== a && (besideOf(id)?.id ?? id) === family) ?? ids.find(id => id !== a);
}

function Against({ a, b }: { a: string; b: string }) {
  const query = usePath<Comparison>(withSearch(pathOf(a, 'compare'), { with: b }), everyMs);
  const compared = query.data;
  if (!compared) return query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Loading />;
  const heardAt = performance.now() - (Date.now() - query.dataUpdatedAt);
  const isStale = Date.now() - query.dataUpdatedAt > everyMs + staleAfterMs;
  return (
    <div className={`strategies-ab ${isStale ? 'stale' : ''}`}>
      <div className="grid">
        <table>
          <thead>
            <tr>
              {['', 'Place', 'Version', 'State', 'P&L', 'Fees'].map((title, i) => (
                <th key={title} scope="col" className={`${i > 3 ? 'num' : ''} ${i === 2 ? 'wide-only' : ''}`}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {([['A', compared.first], ['B', compared.other]] as const).map(([name, c]) => (
              <tr key={name}>
                <td>
                  <span className={`strategies-key ${name}`} aria-hidden /> {name}
                </td>
                <td>
                  <Link to={pageOf(c.id)}>{c.id}</Link>
                </td>
                <td className="wide-only">{versionText(c.version)}</td>
                <td>
                  <StateBadge state={c.state} />
                </td>
                <td className="num">
                  <Gain value={c.pnl} />
                </td>
                <td className="num">{fixed(c.fees, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <section>
        <div className="row spread">
          <h2>What B makes more than A, an hour</h2>
          <Age at={heardAt} />
        </div>
        <Doubts compared={[compared.first, compared.other]} />
        {compared.difference ? <Verdict a={a} b={b} difference={compared.difference} /> : <TooFew stretches={compared.stretches ?? 0} />}
      </section>
      <section>
        <h2>Profit and loss over the last day</h2>
        <Curves ids={[a, b]} colours={['accent', 'warn']} height={200} />
        <p className="faint">Both from zero, from the moment on at which both were there, within the last day.</p>
      </section>
      <p className="faint">
        Both trade on the same market with limits of their own. They share the venue’s queue: what one takes the other can’t have. A fair comparison gives both the same limits.
      </p>
    </div>
  );
}

function Verdict({ a, b, difference: d }: { a: string; b: string; difference: Difference }) {
  const [better, worse] = d.per_hour >= 0 ? [b, a] : [a, b];
  return (
    <div className="stack">
      <Interval difference={d} />
      <p>
        {d.is_clear ? <Badge tone="good">told apart</Badge> : <Badge tone="warn">not told apart</Badge>}{' '}
        {d.is_clear ? (
          <>
            <b>{better}</b> makes more than {worse}: {fixed(Math.abs(d.per_hour), 2)} an hour so far, and the whole interval lies on one side of zero. So it is hardly chance.
          </>
        ) : (
          <>
            {better} is ahead by {fixed(Math.abs(d.per_hour), 2)} an hour, but zero lies within the interval: it may well be chance. Let them run on.
          </>
        )}
      </p>
      <p className="muted">
        From {plain(d.stretches)} stretches of {plain(d.stretch_seconds)} s ({lasting(d.stretches * d.stretch_seconds)}) within the last day in which both ran as the versions that they are now; while one of them rested or another version ran, nothing counts. In 95 of 100 such comparisons the interval holds the true difference, if the market stays like it was. Looking again and again until it is clear makes chance look clear more often than that.
      </p>
    </div>
  );
}

/** What makes the comparison another one than it seems. */
function Doubts({ compared }: { compared: readonly Compared[] }) {
  const idle = compared.filter(c => c.fees === 0 && c.pnl === 0), resting = compared.filter(c => c.state !== 'running' && !idle.includes(c));
  return (
    <>
      {idle.map(c => (
        <Notice key={c.id} tone="warn">
          {c.id} has not traded yet: the other one is compared with doing nothing.
        </Notice>
      ))}
      {resting.map(c => (
        <Notice key={c.id} tone="warn">
          {c.id} is {words(c.state)}: nothing is added to the comparison until it runs again.
        </Notice>
      ))}
    </>
  );
}

function TooFew({ stretches }: { stretches: number }) {
  return (
    <div className="strategies-too-few">
      <p>
        <Badge>too early</Badge> Nothing can be said yet: it takes {fewest} stretches of {stretchSeconds} s in which both run as they are now, five minutes at least. There are {stretches}.
      </p>
      <Meter share={stretches / fewest} label="Stretches that there are of those that it takes" />
    </div>
  );
}
