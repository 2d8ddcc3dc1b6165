import { OctagonX, Power } from 'lucide-react';
import { useMay } from '../../api/client';
import type { RiskStatus } from '../../api/types';
import { dateTime } from '../../format/format';
import { askToArm, askToKill, isKilled } from '../../shell/kill';
import { Badge, Button, Panel } from '../../ui/basics';

const says: Record<string, string> = {
  Armed: 'Strategies may place orders.',
  Killing: 'Orders are being cancelled; nothing new is placed.',
  Killed: 'Every order is cancelled; nothing new is placed. Positions stay.',
  Flattening: 'Positions are being closed; nothing new is placed.',
  Flat: 'Every order is cancelled and every position closed; nothing new is placed.',
  GaveUp: 'The kill could not be brought to its end: look at the reason, and at the venue.',
};

/** The kill switch: how it stands, and what one can do with it. */
export function KillPanel({ risk, stale }: { risk: RiskStatus; stale: boolean }) {
  const may = useMay('trader'), killed = isKilled(risk), { kill } = risk;
  const why = may ? undefined : 'Takes the role trader';
  return (
    <Panel title="Kill switch" stale={stale} padded className={killed ? 'risk-killed' : ''}>
      <div className="stack">
        <div className="row">
          <Badge tone={kill.state === 'Armed' ? 'good' : kill.state === 'GaveUp' ? 'bad' : 'warn'}>{kill.state === 'GaveUp' ? 'gave up' : kill.state.toLowerCase()}</Badge>
          <span>{says[kill.state] ?? ''}</span>
        </div>
        {killed && (
          <dl className="pairs">
            <dt>Reason</dt>
            <dd>{kill.reason ?? '–'}</dd>
            <dt>Since</dt>
            <dd>{dateTime(kill.since_ns)}</dd>
            <dt>Closes positions</dt>
            <dd>{kill.flattens ? `yes, ${kill.attempts} attempt${kill.attempts === 1 ? '' : 's'}` : 'no'}</dd>
          </dl>
        )}
        <div className="row">
          <Button look="danger" disabled={!may} title={why} onClick={() => askToKill(false)}>
            <OctagonX size={14} aria-hidden /> Kill
          </Button>
          <Button look="danger" disabled={!may} title={why} onClick={() => askToKill(true)}>
            <OctagonX size={14} aria-hidden /> Kill and close positions
          </Button>
          <Button look={killed ? 'primary' : 'normal'} disabled={!may || !killed} title={why ?? (killed ? undefined : 'It is armed')} onClick={askToArm}>
            <Power size={14} aria-hidden /> Arm
          </Button>
        </div>
      </div>
    </Panel>
  );
}
