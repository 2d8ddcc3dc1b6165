import { useId } from 'react';
import type { PairMetrics } from '../../api/types';
import { Button } from '../../ui/basics';

/** As they were typed: what is no number yet filters nothing. */
export type ThresholdTexts = Record<'change' | 'spread' | 'turnover' | 'prints', string>;
export const noThresholds: ThresholdTexts = { change: '', spread: '', turnover: '', prints: '' };

const kinds: readonly [id: keyof ThresholdTexts, text: string, unit: string, about: string][] = [
  ['change', 'Change ≥', '%', 'Moved by so much in 60 minutes, either way'],
  ['spread', 'Spread ≤', 'bp', 'Ask over bid, in hundredths of a percent'],
  ['turnover', 'Turnover ≥', 'M', 'Millions of quote currency in 60 minutes'],
  ['prints', 'Prints ≥', '', 'In 60 minutes'],
];

/** Whether a pair passes. Of what isn't known it can't be said that it does. */
export function passes(p: PairMetrics, multiplier: number | undefined, texts: ThresholdTexts): boolean {
  const { change, spread, turnover, prints } = texts;
  return (
    isAtLeast(p.change_60m === null ? null : Math.abs(p.change_60m) * 100, change) &&
    isAtLeast(p.spread_bps === null ? null : -p.spread_bps, negated(spread)) &&
    isAtLeast(millions(turnoverOf(p, multiplier)), turnover) &&
    isAtLeast(p.prints_60m, prints)
  );
}

/** In quote currency, so that pairs can be compared; null where the price or what a contract is worth isn't known. */
export function turnoverOf(p: PairMetrics, multiplier: number | undefined): number | null {
  return p.last === null || multiplier === undefined ? null : p.volume_60m * p.last * multiplier;
}

function millions(value: number | null): number | null {
  return value === null ? null : value / 1e6;
}

function negated(text: string): string {
  return text.trim() === '' ? '' : String(-Number(text));
}

function isAtLeast(value: number | null, text: string): boolean {
  const least = Number(text);
  return text.trim() === '' || !Number.isFinite(least) || (value !== null && value >= least);
}

export function Thresholds({ value, onChange }: { value: ThresholdTexts; onChange: (value: ThresholdTexts) => void }) {
  const id = useId();
  const isAny = Object.values(value).some(t => t !== '');
  return (
    <>
      {kinds.map(([kind, text, unit, about]) => (
        <span key={kind} className="row nowrap screener-threshold" title={about}>
          <label className="muted" htmlFor={id + kind}>
            {text}
          </label>
          <input id={id + kind} className="input" inputMode="decimal" aria-invalid={value[kind].trim() !== '' && !Number.isFinite(Number(value[kind]))} value={value[kind]} onChange={e => onChange({ ...value, [kind]: e.target.value })} />
          <span className="faint">{unit}</span>
        </span>
      ))}
      {isAny && (
        <Button small look="quiet" onClick={() => onChange(noThresholds)}>
          Clear
        </Button>
      )}
    </>
  );
}
