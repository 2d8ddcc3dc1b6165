import { useEffect, useRef, useState } from 'react';
import { useNow, useStreamStatus, stream } from '../../api/live';
import { fixed, lasting, plain } from '../../format/format';
import { Panel } from '../../ui/basics';

interface Memory { usedJSHeapSize: number; jsHeapSizeLimit: number }

/** The page's own doing: what it heard, and whether the browser keeps up. */
export function ThisPage() {
  const status = useStreamStatus();
  const now = useNow();
  const frames = useFrames();
  const perSecond = useRate(stream.status.messages, now);
  const memory = (performance as { memory?: Memory }).memory;
  const rows: [string, React.ReactNode, string?][] = [
    ['Connection', status.state === 'up' ? 'up' : `${status.state}${status.why ? `: ${status.why}` : ''}`],
    ['Heard', status.heardAt === 0 ? 'never' : `${lasting(Math.max(0, now - status.heardAt) / 1000)} ago`],
    ['Messages', `${plain(stream.status.messages)}${perSecond === null ? '' : `, ${fixed(perSecond, 0)} a second`}`],
    ['Gaps', plain(status.gaps), 'Updates that went missing without a word, after which a topic was read anew'],
    ['Connected again', plain(status.reconnects)],
    ['Frames a second', frames === null ? '–' : fixed(frames.perSecond, 0), 'While this page is in view; browsers draw none in the background'],
    ['Longest frame', frames === null ? '–' : `${fixed(frames.longestMs, 0)} ms`, 'In the last second'],
    ['Heap', memory ? `${fixed(memory.usedJSHeapSize / 2 ** 20, 0)} of ${fixed(memory.jsHeapSizeLimit / 2 ** 20, 0)} MiB` : 'this browser doesn’t tell'],
    ['Open for', lasting(now / 1000)],
  ];
  return (
    <Panel title="This page" padded>
      <dl className="pairs">
        {rows.map(([name, value, about]) => (
          <div key={name} style={{ display: 'contents' }} title={about}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function useRate(count: number, now: number): number | null {
  const before = useRef({ count, now, rate: null as number | null });
  if (now - before.current.now >= 900) before.current = { count, now, rate: ((count - before.current.count) / (now - before.current.now)) * 1000 };
  return before.current.rate;
}

function useFrames(): { perSecond: number; longestMs: number } | null {
  const [frames, setFrames] = useState<{ perSecond: number; longestMs: number } | null>(null);
  useEffect(() => {
    let count = 0, since = performance.now(), last = since, longest = 0, frame = 0;
    const tick = (at: number) => {
      frame = requestAnimationFrame(tick);
      count++;
      longest = Math.max(longest, at - last);
      last = at;
      if (at - since < 1000) return;
      setFrames({ perSecond: (count * 1000) / (at - since), longestMs: longest });
      [count, since, longest] = [0, at, 0];
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, []);
  return frames;
}
