import { useEffect, useMemo, useState } from 'react';
import { ask, useMay } from '../../api/client';
import { again, usePath, useStrategies } from '../../api/queries';
import type { StoredPart, Strategy } from '../../api/types';
import { dateTimeOfSeconds } from '../../format/format';
import { Badge, Button, Empty, Failure, Loading, Panel, Select } from '../../ui/basics';
import { confirm } from '../../ui/Dialog';
import { Grid, type Column } from '../../ui/Grid';
import { say } from '../../ui/Toasts';
import { CodeEditor } from './CodeEditor';
import { DiffView } from './DiffView';
import { askToStartBeside } from './actions';
import { setDraft, useIsDirty } from './drafts';
import { isOn, numberOf, pathOf, useAdminOnly } from './parts';

interface Version { version: number; at: number; bytes: number; current: boolean }
interface VersionCode { version: number; code: string }

const alone = 'alone';

/** Its older codes: seen, compared, brought back. */
export default function VersionsTab({ strategy }: { strategy: Strategy }) {
  const { id } = strategy;
  const listed = usePath<{ items: Version[] }>(pathOf(id, 'versions'), 5_000);
  const versions = listed.data?.items;
  const mayRead = useMay('trader');
  const [chosen, setChosen] = useState<number | null>(null);
  const [against, setAgainst] = useState<number | typeof alone | null>(null);
  const newest = strategy.stored!.version;
  // Saved or restored elsewhere: it is in the list at once.
  useEffect(() => again(pathOf(id, 'versions')), [id, newest]);
  const all = useStrategies().data?.items;
  const places = useMemo(() => new Set(all?.filter(isOn).map(s => s.id)), [all]);
  const running = isOn(strategy) ? numberOf(strategy.version) : null;
  const shown = chosen ?? versions?.[0]?.version ?? null;
  const before = versions?.find(v => shown !== null && v.version < shown)?.version ?? alone;
  const other = against ?? before;
  const columns = useMemo<Column<Version>[]>(
    () => [
      { id: 'version', title: 'Version', value: v => v.version, cell: v => <b>{v.version}</b>, num: true },
      { id: 'at', title: 'Saved (UTC)', value: v => v.at, cell: v => dateTimeOfSeconds(v.at) },
      {
        id: 'state',
        title: '',
        cell: v => (
          <span className="row" style={{ gap: 4, flexWrap: 'nowrap' }} title={`${v.bytes} bytes`}>
            {v.current && <Badge>newest</Badge>}
            {v.version === running && <Badge tone="good">runs</Badge>}
            {places.has(`${id}.V${v.version}`) && <Badge tone="info">beside</Badge>}
          </span>
        ),
      },
    ],
    [id, running, places],
  );
  return (
    <div className="strategies-versions">
      <Panel title="Versions">
        <Grid
          label="Versions"
          columns={columns}
          rows={versions}
          rowId={v => String(v.version)}
          error={listed.error}
          retry={() => void listed.refetch()}
          empty="No version is kept."
          chosen={shown === null ? undefined : String(shown)}
          onRow={v => {
            setChosen(v.version);
            setAgainst(null);
          }}
          height="70dvh"
        />
        <p className="faint strategies-left-out">The newest 100 are kept, and one that runs.</p>
      </Panel>
      {!mayRead ? (
        <Panel title="Code">
          <Empty>What a strategy earns by is a secret: its code takes the role trader to read.</Empty>
        </Panel>
      ) : (
        shown !== null && (
          <Panel
            title={`Version ${shown}`}
            actions={
              <>
                <span className="muted">against</span>
                <Select
                  inline
                  label="Compare with"
                  value={String(other)}
                  onChange={value => setAgainst(value === alone ? alone : Number(value))}
                  options={[[alone, 'nothing'] as const, ...(versions ?? []).filter(v => v.version !== shown).map(v => [String(v.version), `version ${v.version}`] as const)]}
                />
                <VersionActions strategy={strategy} version={shown} isRunning={places.has(`${id}.V${shown}`)} isNewest={shown === newest} />
              </>
            }
          >
            <Shown id={id} language={strategy.stored!.language} version={shown} against={other} />
          </Panel>
        )
      )}
    </div>
  );
}

function VersionActions({ strategy, version, isRunning, isNewest }: { strategy: Strategy; version: number; isRunning: boolean; isNewest: boolean }) {
  const adminOnly = useAdminOnly();
  const isDirty = useIsDirty(strategy.id);
  const whyNotBeside = adminOnly ?? (strategy.stored!.language !== 'csharp' ? 'Only strategies in C# run side by side' : isRunning ? 'It runs beside already' : undefined);
  const whyNotRestored = adminOnly ?? (isNewest ? 'It is the newest' : isDirty ? 'There are unsaved changes in the editor: save or revert them first' : undefined);
  return (
    <>
      <Button small disabled={whyNotRestored !== undefined} title={whyNotRestored ?? 'Its code becomes the next version'} onClick={() => askToRestore(strategy, version)}>
        Restore
      </Button>
      <Button small disabled={whyNotBeside !== undefined} title={whyNotBeside ?? 'Let it trade in a place of its own'} onClick={() => askToStartBeside(strategy.id, version)}>
        Start beside
      </Button>
    </>
  );
}

function askToRestore(strategy: Strategy, version: number): void {
  const { id, stored } = strategy;
  confirm({
    title: `Restore version ${version}`,
    text: (
      <p>
        The code of version {version} is stored as version {stored!.version + 1}; version {stored!.version} stays among the versions. What runs goes on with its own code until it is reloaded.
      </p>
    ),
    verb: 'Restore',
    act: async () => {
      const { data } = await ask<VersionCode>(pathOf(id, 'versions', version));
      // Of the revision that was looked at: what somebody stored meanwhile isn't put aside unseen.
      const put = await ask<StoredPart>(pathOf(id, 'code'), { method: 'PUT', body: { code: data.code }, etag: `"${stored!.revision}"` });
      setDraft(id, undefined);
      again('/strategies');
      say('good', put.data.version === stored!.version ? `It is the same code as version ${put.data.version}: nothing changed.` : `Version ${version} is the newest again, as version ${put.data.version}.`);
    },
  });
}

// A version never changes: it is asked for once.
function useVersion(id: string, version: number | null) {
  return usePath<VersionCode>(version === null ? null : pathOf(id, 'versions', version));
}

function Shown({ id, language, version, against }: { id: string; language: string; version: number; against: number | typeof alone }) {
  const right = useVersion(id, version), left = useVersion(id, against === alone ? null : against);
  const error = right.error ?? left.error;
  if (error) return <Failure error={error} retry={() => { void right.refetch(); if (against !== alone) void left.refetch(); }} />;
  if (!right.data || (against !== alone && !left.data)) return <Loading />;
  if (against === alone) return <div className="strategies-version"><CodeEditor key={version} value={right.data.code} language={language} label={`Version ${version} of ${id}`} /></div>;
  return <DiffView left={{ title: `Version ${against}`, code: left.data!.code }} right={{ title: `Version ${version}`, code: right.data.code }} language={language} />;
}
