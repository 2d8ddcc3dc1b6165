import { OctagonX, Power } from 'lucide-react';
import { post } from '../api/client';
import { again } from '../api/queries';
import type { RiskStatus } from '../api/types';
import { Button } from '../ui/basics';
import { confirm } from '../ui/Dialog';
import { say } from '../ui/Toasts';

/** The kill switch is on, or on its way: nothing new is placed. */
export function isKilled(risk: RiskStatus | undefined): boolean {
  return risk !== undefined && risk.kill.state.toLowerCase() !== 'armed';
}

/** Every order is gone, and every position where that was asked for: another kill would find nothing to do. Where it still works, or gave up, it begins anew with its attempts. */
export function isDone(risk: RiskStatus | undefined): boolean {
  return risk !== undefined && ['killed', 'flat'].includes(risk.kill.state.toLowerCase());
}

/** How a kill stands, for people; null: armed. */
export function killText(risk: RiskStatus | undefined): string | null {
  if (risk === undefined || !isKilled(risk)) return null;
  const { state, reason } = risk.kill, why = reason ? ` (${reason})` : '';
  switch (state.toLowerCase()) {
    case 'killing':
      return `Killing… orders are being cancelled; no order is placed until trading is armed again${why}.`;
    case 'flattening':
      return `Killing… positions are being closed; no order is placed until trading is armed again${why}.`;
    case 'gaveup':
      return `Kill didn’t finish: ${reason ?? 'the program doesn’t say why'}. Look at the venue, or kill again; no order is placed until trading is armed again.`;
    default:
      return `Killed: no order is placed until trading is armed again${why}.`;
  }
}

/** Why a kill isn't asked for; null: it is. `isOld`: newer answers don't come, and somebody may have armed since: then it is, for a second kill does no harm. */
export function whyNotKill(risk: RiskStatus | undefined, isOld: boolean, may: boolean): string | null {
  return !may ? takesTrader : isDone(risk) && !isOld ? 'Killed already: nothing is placed until trading is armed again' : null;
}

/** Kills, unless that is done; a wish to close positions that stands already stays, and is asked for anew only where it is known to stand. */
export function askToKillNow(risk: RiskStatus | undefined, isOld: boolean, may: boolean): void {
  const whyNot = whyNotKill(risk, isOld, may);
  if (whyNot !== null) say('warn', `Nothing was killed. ${whyNot}.`);
  else askToKill(!isOld && isKilled(risk) && risk!.kill.flattens);
}

export function askToKill(flattens: boolean): void {
  confirm({
    title: flattens ? 'Kill and close all positions' : 'Kill: stop all trading',
    text: flattens ? (
      <p>Every order is cancelled, every position is closed at the market, and no order is placed until somebody arms trading again.</p>
    ) : (
      <p>Every order is cancelled, and none is placed until somebody arms trading again. Positions stay as they are.</p>
    ),
    verb: flattens ? 'Kill and close' : 'Kill',
    isDangerous: true,
    act: async () => {
      await post('/risk/kill', { flatten: flattens });
      say('warn', flattens ? 'Killed: orders are being cancelled and positions closed.' : 'Killed: orders are being cancelled.');
      again('/trading', '/bot', '/health');
    },
  });
}

export function askToArm(): void {
  confirm({
    title: 'Arm trading again',
    text: <p>Strategies may place orders again at once. Be sure that what caused the kill is over.</p>,
    verb: 'Arm',
    act: async () => {
      await post('/risk/arm');
      say('good', 'Trading is armed.');
      again('/trading', '/bot', '/health');
    },
  });
}

/** It never becomes anything else: where one has killed, a second click in haste must not arm. */
export function KillButton({ risk, isOld, may }: { risk: RiskStatus | undefined; isOld: boolean; may: boolean }) {
  const isOver = isDone(risk) && !isOld, isAgain = isKilled(risk), whyNot = whyNotKill(risk, isOld, may);
  return (
    <Button look="danger" className="kill" disabled={whyNot !== null} onClick={() => askToKillNow(risk, isOld, may)} title={whyNot ?? (isAgain ? `${isOld ? 'Whether it is still killed isn’t known. ' : ''}Begins the kill anew (Shift+K)` : 'Cancels every order and stops trading (Shift+K)')}>
      <OctagonX size={14} aria-hidden /> {isOver ? 'Killed' : isAgain ? 'Kill again' : 'Kill'}
    </Button>
  );
}

export function ArmButton({ may }: { may: boolean }) {
  return (
    <Button small disabled={!may} onClick={askToArm} title={may ? 'Lets strategies trade again' : takesTrader}>
      <Power size={13} aria-hidden /> Arm
    </Button>
  );
}

const takesTrader = 'Takes the role trader';
