import { useState } from 'react';
import type { Strategy } from '../../api/types';
import { Button, Empty, Notice, Panel } from '../../ui/basics';
import { Grid } from '../../ui/Grid';
import { told } from '../../ui/Dialog';
import { compile, type Compiled, type Declared } from './compiling';
import { useAdminOnly } from './parts';

/** Of one that isn't in the session: what its code declares, which only compiling it tells. */
export function DeclaredParameters({ strategy }: { strategy: Strategy }) {
  const [compiled, setCompiled] = useState<Compiled | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const adminOnly = useAdminOnly();
  if (strategy.stored?.language !== 'csharp') return <Empty>A native strategy has no parameters.</Empty>;
  const read = async () => {
    setBusy(true);
    setError(null);
    await compile(strategy.id).then(setCompiled, (e: unknown) => setError(told(e)));
    setBusy(false);
  };
  return (
    <>
      {error !== null && <Notice tone="bad">{error}</Notice>}
      {compiled && !compiled.ok && <Notice tone="bad">It doesn’t compile: the tab Code has the errors.</Notice>}
      {compiled?.parameters ? (
        <Panel title={`Parameters that version ${compiled.version} declares`}>
          <DeclaredTable parameters={compiled.parameters} />
        </Panel>
      ) : (
        <Empty
          action={
            <Button disabled={adminOnly !== undefined || isBusy} title={adminOnly} onClick={() => void read()}>
              {isBusy ? 'Compiling…' : 'Compile and read them'}
            </Button>
          }
        >
          Parameters can be changed while it is in a session. Compiling it tells which ones its code declares; nothing of it trades by that.
        </Empty>
      )}
    </>
  );
}

export function DeclaredTable({ parameters }: { parameters: Record<string, Declared> }) {
  return (
    <Grid
      label="Declared parameters"
      rows={Object.entries(parameters).map(([name, p]) => ({ name, ...p }))}
      rowId={p => p.name}
      empty="It declares none."
      columns={[
        { id: 'name', title: 'Name', cell: p => <span className="mono">{p.name}</span> },
        { id: 'default', title: 'Begins with', cell: p => p.default, num: true },
        { id: 'unit', title: 'Unit', cell: p => <span className="muted">{p.unit}</span> },
        { id: 'range', title: 'Right is', cell: p => <span className="muted">{p.range}</span>, wide: true },
        { id: 'text', title: 'What', cell: p => p.text, wide: true },
      ]}
    />
  );
}
