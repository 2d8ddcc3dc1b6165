import type { Replacement } from '../../api/types';
import { time } from '../../format/format';
import { useNow } from '../../api/live';
import { Badge, Notice, Panel, type Tone } from '../../ui/basics';
import { useSessionNow, versionText } from './parts';

const warmUpSeconds = 5, closingSeconds = 60, leavingSeconds = 30, trialSeconds = 5, elsewhereTrialSeconds = 30;

/** How long the stage may take; undefined: it is over. Where a version runs is told by its name, a native one's isn't. */
function secondsOf(r: Replacement): number | undefined {
  switch (r.stage) {
    case 'warming_up':
      return warmUpSeconds;
    case 'closing':
      return r.position === 'close' ? closingSeconds : leavingSeconds;
    case 'on_trial':
      return /-(own|process)$/.test(r.version) ? elsewhereTrialSeconds : trialSeconds;
    default:
      return undefined;
  }
}

const titles: Record<string, readonly [text: string, tone: Tone]> = {
  warming_up: ['warming up', 'info'],
  closing: ['closing', 'info'],
  on_trial: ['on trial', 'info'],
  done: ['done', 'good'],
  called_off: ['called off', 'warn'],
  brought_back: ['brought back', 'bad'],
};

function storyOf(r: Replacement): string {
  const next = versionText(r.version), before = versionText(r.before);
  switch (r.stage) {
    case 'warming_up':
      return `${next} looks on and may do nothing; ${before} trades.`;
    case 'closing':
      if (r.position !== 'close') {
        return `${before} places nothing more and its orders are cancelled. Then ${next} begins. If that takes over ${leavingSeconds} s, ${before} goes on.`;
      }
      return `${before} places nothing more; its orders are cancelled and its position is closed. Then ${next} begins. If that takes over a minute, ${before} goes on.`;
    case 'on_trial':
      return `${next} trades. If it throws now, ${before} comes back at once.`;
    case 'done':
      return `${next} is in place.`;
    case 'called_off':
      return `${before} goes on; nothing has changed.`;
    case 'brought_back':
      return `${next} has thrown on trial; ${before} sits there again.`;
    default:
      return '';
  }
}

/** How far the newest replacement is, stage by stage. */
export function Replacing({ replacement }: { replacement: Replacement }) {
  const now = useSessionNow();
  const seconds = secondsOf(replacement);
  useNow(seconds === undefined ? 60_000 : 250);
  const passed = now === null ? 0 : Math.max(0, (now - replacement.since) / 1e9);
  const left = seconds === undefined ? null : Math.max(0, seconds - passed);
  const [text, tone] = titles[replacement.stage] ?? [replacement.stage, 'plain' as const];
  const stages = replacement.position === 'close' || replacement.stage === 'closing' ? ['warming_up', 'closing', 'on_trial'] : ['warming_up', 'on_trial'];
  const at = stages.indexOf(replacement.stage);
  const isOver = seconds === undefined;
  return (
    <Panel
      title={isOver ? 'Last replacement' : 'Being replaced'}
      padded
      actions={<Badge tone={tone}>{text}</Badge>}
    >
      <div className="stack" style={{ gap: 10 }}>
        {/* Of one that was called off it isn't told how far it came. */}
        <div className="strategies-stages" hidden={replacement.stage === 'called_off'}>
          {stages.map((stage, i) => {
            const isLost = replacement.stage === 'brought_back' && stage === 'on_trial';
            const share = isOver || i < at ? 1 : i === at ? Math.min(1, passed / seconds) : 0;
            return (
              <div key={stage} className={i === at ? 'now' : isLost ? 'lost' : share === 1 ? 'past' : ''}>
                <div className="bar">
                  <div style={{ width: `${share * 100}%` }} />
                </div>
                <span>
                  {titles[stage]![0]}
                  {i === at && left !== null && <span className="muted"> {left > 0 ? `${Math.ceil(left)} s left` : 'at the next event'}</span>}
                </span>
              </div>
            );
          })}
        </div>
        <p role="status">
          <b title={`${replacement.before} → ${replacement.version}`}>
            {versionText(replacement.before)} → {versionText(replacement.version)}
          </b>
          , orders and position {replacement.position === 'close' ? 'closed first' : 'kept'}. {storyOf(replacement)}
        </p>
        {replacement.reason !== null && <Notice tone={replacement.stage === 'done' ? 'plain' : 'warn'}>{replacement.reason}</Notice>}
        <span className="faint">Since {time(replacement.since)} of the session’s time</span>
      </div>
    </Panel>
  );
}
