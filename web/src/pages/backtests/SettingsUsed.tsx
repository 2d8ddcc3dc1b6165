import { fixed, plain } from '../../format/format';
import { Panel } from '../../ui/basics';
import { dataOf } from './JobTable';
import type { Job } from './jobs';
import { leaves, type BacktestResult } from './result';

type Row = readonly [name: string, text: string, isGiven: boolean];

/** All that decided the result; what was given stands out from what is a default. */
export function SettingsUsed({ result, job }: { result: BacktestResult; job: Job }) {
  const { settings } = job.request;
  const given = (section: object | undefined, name: string) => section !== undefined && name in section;
  const parameters: Row[] = Object.entries(result.parameters).map(([name, value]) => [name, String(value), given(settings.parameters, name)]);
  const models: Row[] = leaves(result.models).map(([name, text]) => {
    const top = name.split('.')[0]!;
    return [name, text, top === 'margin' ? settings.margin !== undefined : given(settings.models, top)];
  });
  const run: Row[] = [
    ['data', dataOf(job).join(', '), true],
    ['from', job.request.from ?? 'the beginning', job.request.from !== undefined],
    ['to', job.request.to ?? 'the end', job.request.to !== undefined],
    ['seed', String(settings.seed ?? result.seed), settings.seed !== undefined],
    ...Object.entries(settings.risk ?? {}).map(([name, value]) => [`risk.${name}`, String(value), true] as const),
    ['rows', fixed(result.rows, 0), false],
    ['commands', plain(result.commands), false],
    ['speed', `${fixed(result.timing.rows_per_second, 0)} rows a second`, false],
  ];
  return (
    <Panel title="Settings used" padded>
      <div className="columns" style={{ '--column': '260px' } as React.CSSProperties}>
        <Rows title="Parameters" rows={parameters} />
        <Rows title="Models" rows={models} />
        <Rows title="Run" rows={run} />
      </div>
      <p className="faint job-note">In bold: given. The rest are defaults, or follow from the run.</p>
    </Panel>
  );
}

function Rows({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3 className="job-h3">{title}</h3>
      {rows.length === 0 ? (
        <p className="muted">None.</p>
      ) : (
        <dl className="pairs">
          {rows.map(([name, text, isGiven]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{isGiven ? <b>{text}</b> : text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
