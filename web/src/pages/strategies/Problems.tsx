import type { ReactNode } from 'react';
import { Badge, Panel } from '../../ui/basics';
import type { Diagnostic } from './compiling';
import { plural } from './parts';

/** What the compiler says; a click goes to the place. */
export function Problems({ title, found, leftOut, isOld, onGo, actions }: { title: string; found: readonly Diagnostic[]; leftOut: number; isOld: boolean; onGo: (line: number, column: number) => void; actions?: ReactNode }) {
  return (
    <Panel title={title} actions={<>{isOld && <span className="muted">of the text before</span>}{actions}</>} stale={isOld}>
      <ul className="strategies-problems">
        {found.map((d, i) => (
          <li key={i}>
            <button type="button" onClick={() => onGo(d.line, d.column)}>
              <Badge tone={d.severity === 'error' ? 'bad' : 'warn'}>{d.severity}</Badge>
              <span className="mono muted">
                {d.line}:{d.column}
              </span>
              <span className="text">{d.message}</span>
              <span className="mono faint">{d.code}</span>
            </button>
          </li>
        ))}
      </ul>
      {leftOut > 0 && <p className="muted strategies-left-out">{plural(leftOut, 'further one')} left out: mend these first.</p>}
    </Panel>
  );
}
