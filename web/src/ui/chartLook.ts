import { ColorType, CrosshairMode } from 'lightweight-charts';
import { colour } from '../shell/theme';

/** How charts look in the theme that is on. */
export function chartLook() {
  return {
    layout: { background: { type: ColorType.Solid, color: 'transparent' }, textColor: colour('muted'), fontSize: 11, fontFamily: 'Inter Variable, sans-serif', attributionLogo: false },
    grid: { vertLines: { color: colour('line') }, horzLines: { color: colour('line') } },
    rightPriceScale: { borderColor: colour('line') },
    timeScale: { borderColor: colour('line'), timeVisible: true, secondsVisible: true },
    crosshair: { mode: CrosshairMode.Normal },
  };
}
