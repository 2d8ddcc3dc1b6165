import { plain, span } from '../../format/format';

/** A length as an axis has it: 10 ms, 1 s. */
export function brief(seconds: number): string {
  return seconds >= 1 ? `${plain(seconds)} s` : seconds >= 1e-3 ? `${plain(Math.round(seconds * 1e3))} ms` : seconds >= 1e-6 ? `${plain(Math.round(seconds * 1e6))} µs` : `${plain(Math.round(seconds * 1e9))} ns`;
}

/** A quantile for people. `most`: the last bound, beyond which nothing more is known. */
export function quantileText(seconds: number | null | undefined, most: number | null): string {
  if (seconds === Infinity) return most === null ? '–' : `> ${brief(most)}`;
  return seconds === null || seconds === undefined ? '–' : span(seconds * 1e9);
}
