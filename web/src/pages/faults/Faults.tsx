import './faults.css';
import { useState } from 'react';
import { Problem, ask, useMay } from '../../api/client';
import { again, usePath } from '../../api/queries';
import { percent, plain, words } from '../../format/format';
import { Badge, Button, Empty, Failure, Loading, Notice, Page, Panel } from '../../ui/basics';
import { confirm } from '../../ui/Dialog';
import { Grid, type Column } from '../../ui/Grid';
import { say } from '../../ui/Toasts';
import { ExchangeState } from './ExchangeState';
import { FaultForm } from './FaultForm';
import { scopeTexts } from './kinds';

interface Fault { id: number; kind: string; scope: string; probability: number; count: number | null; struck: number; ms?: number; status?: number; code?: number; steps?: number; accepted?: boolean }

const path = '/exchange/faults';

/** What shall go wrong at the simulated exchange, and how that exchange stands. */
export default function Faults() {
  const isAdmin = useMay('admin');
  const [isNone, setNone] = useState(false);
  const faults = usePath<{ faults: Fault[] }>(isAdmin ? path : null, isNone ? undefined : 1_000);
  // A session doesn't change its venue: once said, it needn't be asked again.
  if (!isNone && faults.error instanceof Problem && faults.error.status === 409) setNone(true);
  return (
    <Page
      title="Faults"
      actions={
        <Button look="danger-quiet" disabled={!faults.data || faults.data.faults.length === 0} onClick={end}>
          End all faults
        </Button>
      }
    >
      {!isAdmin ? (
        <Panel title="Simulated exchange">
          <Empty>It takes the role admin.</Empty>
        </Panel>
      ) : isNone ? (
        <Panel title="No simulated exchange">
          <Empty>
            Faults are made at a simulated exchange alone, and {faults.error?.message ?? 'this session trades at none'}.
            <br />
            docs/simulated-exchange.md says how to run one.
          </Empty>
        </Panel>
      ) : faults.data === undefined ? (
        faults.error ? <Failure error={faults.error} retry={() => void faults.refetch()} /> : <Loading />
      ) : (
        <>
          <Notice tone="plain">This session trades at a simulated exchange: faults hurt nobody, and show what the session does when a venue fails. They hold until they are ended.</Notice>
          {faults.error !== null && <Notice tone="warn">Not up to date: {faults.error.message}</Notice>}
          <div className="faults-columns">
            <FaultForm />
            <Panel title="Faults that lie in wait">
              <Grid label="Faults" columns={columns} rows={faults.data.faults} rowId={f => String(f.id)} empty="None: the exchange works as it should." />
            </Panel>
          </div>
          <ExchangeState />
        </>
      )}
    </Page>
  );
}

function end(): void {
  confirm({
    title: 'End all faults',
    text: <p>All faults at the exchange are ended, also those that others made.</p>,
    verb: 'End all',
    act: async () => {
      const { data } = await ask<{ cleared: number }>(path, { method: 'DELETE', once: true });
      say('good', `${data.cleared} fault${data.cleared === 1 ? '' : 's'} ended.`);
      again(path);
    },
  });
}

const columns: Column<Fault>[] = [
  { id: 'kind', title: 'Kind', value: f => f.kind, cell: f => <Badge tone="warn">{words(f.kind)}</Badge> },
  { id: 'scope', title: 'Where', value: f => f.scope, cell: f => scopeTexts[f.scope] ?? f.scope },
  { id: 'with', title: 'With', cell: f => details(f) },
  { id: 'probability', title: 'Probability', value: f => f.probability, cell: f => percent(f.probability, f.probability < 0.01 ? 2 : 0), num: true, wide: true },
  { id: 'count', title: 'At most', value: f => f.count, cell: f => (f.count == null ? 'until ended' : plain(f.count)), num: true, wide: true },
  { id: 'struck', title: 'Struck', value: f => f.struck, cell: f => plain(f.struck), num: true },
];

function details(f: Fault): string {
  const parts = [f.ms === undefined ? '' : `${plain(f.ms)} ms`, f.status === undefined ? '' : `status ${f.status}`, f.code === undefined ? '' : `code ${f.code}`, f.steps === undefined ? '' : `${f.steps} steps`, f.accepted === undefined ? '' : f.accepted ? 'carried out' : 'not carried out'];
  return parts.filter(p => p !== '').join(', ') || '–';
}
