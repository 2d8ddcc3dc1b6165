import type { ReactNode } from 'react';
import { useMay } from '../../api/client';
import { usePath, useRisk, useStatus } from '../../api/queries';
import type { Strategy } from '../../api/types';
import { plain } from '../../format/format';
import { isKilled } from '../../shell/kill';
import { Badge, type Tone } from '../../ui/basics';

/** People's own place: what is ordered by hand. */
export const operator = 'operator';

const stateTones: Record<string, Tone> = { running: 'good', paused: 'warn', failed: 'bad', stopped: 'plain', stored: 'plain' };
const stateTexts: Record<string, string> = {
  running: 'It trades.',
  paused: 'It sees the market and places nothing.',
  stopped: 'It has ended; its place keeps its profit and loss.',
  failed: 'Its code has thrown, and it was stopped.',
  stored: 'It is in the store; this session has not run it.',
};

export function StateBadge({ state }: { state: string }) {
  const killed = isKilled(useRisk().data) && state === 'running';
  return (
    <Badge tone={killed ? 'warn' : (stateTones[state] ?? 'plain')} title={killed ? 'It is on, and may place no order until trading is armed again.' : stateTexts[state]}>
      {killed ? 'on, but killed' : state}
    </Badge>
  );
}

export const languages: Record<string, string> = { csharp: 'C#', c: 'C', cpp: 'C++', rust: 'Rust' };

/** In what it is written; what isn't stored came with the program or from a file. */
export function languageOf(strategy: Strategy): string {
  if (strategy.stored) return languages[strategy.stored.language] ?? strategy.stored.language;
  if (strategy.id === operator) return 'by hand';
  return isBuiltIn(strategy.version) ? 'built in' : isDeleted(strategy) ? '–' : 'C#';
}

/** Its place stands in the session, its code not any more in the store. */
export function isDeleted(strategy: Strategy): boolean {
  return !strategy.stored && !strategy.problem && numberOf(strategy.version) !== null && besideOf(strategy.id) === null;
}

export function isBuiltIn(version: string): boolean {
  return version === '' || version === 'built-in';
}

/** The number of `3-5f2c9d01ab34`; null where the version has none. */
export function numberOf(version: string): number | null {
  const found = /^(\d+)-/.exec(version);
  return found ? Number(found[1]) : null;
}

/** `3-5f2c9d01ab34` as people say it: v3. */
export function versionText(version: string): string {
  const number = numberOf(version);
  return number !== null ? `v${number}` : version === '' ? 'built-in' : version;
}

/** `mm.V2` is the place of version 2 beside others of `mm`; no id has capitals. */
export function besideOf(id: string): { id: string; version: number } | null {
  const found = /^(.+)\.V(\d+)$/.exec(id);
  return found ? { id: found[1]!, version: Number(found[2]) } : null;
}

/** It has a place in the session. */
export function isPlaced(strategy: Strategy): boolean {
  return strategy.state !== 'stored';
}

export function isOn(strategy: Strategy): boolean {
  return strategy.state === 'running' || strategy.state === 'paused';
}

/** Another code is stored than the one that runs. */
export function isBehind(strategy: Strategy): boolean {
  const running = numberOf(strategy.version);
  return isOn(strategy) && strategy.stored !== null && running !== null && running !== strategy.stored.version;
}

/** A new version is on its way into its place. */
export function isBeingReplaced(strategy: Strategy): boolean {
  return ['warming_up', 'closing', 'on_trial'].includes(strategy.replacement?.stage ?? '');
}

/** Why the user may not change what an admin changes; undefined where he may. */
export function useAdminOnly(): string | undefined {
  return useMay('admin') ? undefined : 'Takes the role admin';
}

export function useTraderOnly(): string | undefined {
  return useMay('trader') ? undefined : 'Takes the role trader';
}

export function pathOf(id: string, ...rest: (string | number)[]): string {
  return ['/strategies', encodeURIComponent(id), ...rest].join('/');
}

export function pageOf(id: string, tab?: string): string {
  return `/strategies/${encodeURIComponent(id)}${tab === undefined ? '' : `?tab=${tab}`}`;
}

function held(position: number): string {
  return plain(position).replace('-', '−');
}

/** Where it holds something: the position where it is one, else in how many pairs. */
export function PositionText({ strategy }: { strategy: Strategy }) {
  const [first, ...more] = strategy.positions;
  if (!first) return <span className="faint">flat</span>;
  return (
    <span title={strategy.positions.map(p => `${p.symbol} ${held(p.position)}`).join(', ')}>
      {more.length === 0 ? `${held(first.position)} ${first.symbol}` : `${strategy.positions.length} pairs`}
    </span>
  );
}

export function useStrategy(id: string) {
  return usePath<Strategy>(pathOf(id), 1_000);
}

/** What it holds, as a sentence's end. */
export function Holding({ strategy }: { strategy: Strategy }) {
  return strategy.positions.length === 0 ? <>It holds nothing</> : <>It holds <b><PositionText strategy={strategy} /></b></>;
}

/** The session's own time now, in nanoseconds: it isn't this computer's, and on a synthetic market not even today's. */
export function useSessionNow(): number | null {
  const status = useStatus();
  return status.data ? status.data.at_ns + (Date.now() - status.dataUpdatedAt) * 1e6 : null;
}

export function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function plural(count: number, noun: string): string {
  return `${plain(count)} ${noun}${count === 1 ? '' : 's'}`;
}
