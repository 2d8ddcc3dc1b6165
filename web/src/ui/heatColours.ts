import { rgbOf } from './hex';

// Colours of a heat map. Teal and orange differ in lightness as in hue, so that they are kept apart without red and green.

type Rgb = [number, number, number];

export interface HeatScale { least: number | null; most: number | null; of: (value: number) => string }

/** Both hues where there are values of both signs, else one; a strength that grows away from nothing, or from the nearer end. */
export function heatScale(values: readonly number[], colours: { up: string; down: string; ground: string }): HeatScale {
  const ground = known(colours.ground), up = known(colours.up), down = known(colours.down);
  if (values.length === 0) return { least: null, most: null, of: () => colours.ground };
  const least = values.reduce((a, b) => Math.min(a, b)), most = values.reduce((a, b) => Math.max(a, b));
  const isBoth = least < 0 && most > 0, far = Math.max(Math.abs(least), Math.abs(most)), hue = least >= 0 ? up : down;
  return {
    least,
    most,
    of: value => {
      const share = isBoth ? Math.abs(value) / far : most === least ? 1 : least >= 0 ? (value - least) / (most - least) : (most - value) / (most - least);
      return mixed(ground, isBoth ? (value >= 0 ? up : down) : hue, 0.08 + 0.82 * share);
    },
  };
}

/** Of some inks the one that is read best on a ground. */
export function heatInk(ground: string, inks: readonly string[]): string {
  const on = lightness(known(ground));
  const contrast = (ink: string) => {
    const it = lightness(known(ink));
    return (Math.max(it, on) + 0.05) / (Math.min(it, on) + 0.05);
  };
  return inks.reduce((best, ink) => (contrast(ink) > contrast(best) ? ink : best));
}

function mixed(from: Rgb, to: Rgb, share: number): string {
  return `#${from.map((f, i) => Math.round(f + (to[i]! - f) * share).toString(16).padStart(2, '0')).join('')}`;
}

function known(hex: string): Rgb {
  return rgbOf(hex) ?? [128, 128, 128];
}

// Relative luminance, WCAG 2.
function lightness(rgb: Rgb): number {
  const [r, g, b] = rgb.map(c => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
