import { useEffect, useRef, useState } from 'react';
import { BaselineSeries, LineSeries, LineStyle, TickMarkType, createChart, type IChartApi, type ISeriesApi, type MouseEventParams, type UTCTimestamp } from 'lightweight-charts';
import { colour, useTheme } from '../shell/theme';
import { chartLook } from './chartLook';
import { fixed, signed } from '../format/format';
import './equityChart.css';

export interface EquityCurve {
  name: string;
  /** [Unix second, equity], rising. */
  points: readonly (readonly [second: number, value: number])[];
  /** Below the highest point before, for each point: 0 or less. */
  falls?: readonly number[];
}

// Told apart by dash and colour both.
const looks = [
  { colour: 'accent', style: LineStyle.Solid, mark: '━' },
  { colour: 'down', style: LineStyle.Dashed, mark: '╍' },
  { colour: 'up', style: LineStyle.LargeDashed, mark: '╌' },
  { colour: 'warn', style: LineStyle.Dotted, mark: '┈' },
] as const;

/** Equity over time, of one run or of several over each other, with their falls in a pane below. Times are UTC. */
export function EquityChart({ curves, label, height = 300, decimals = 2 }: { curves: readonly EquityCurve[]; label: string; height?: number; decimals?: number }) {
  const box = useRef<HTMLDivElement>(null);
  const { theme } = useTheme();
  const [told, setTold] = useState<{ second: number; values: (number | null)[]; falls: (number | null)[] } | null>(null);
  const hasFalls = curves.some(c => c.falls !== undefined);
  useEffect(() => {
    const look = chartLook();
    const chart = createChart(box.current!, {
      ...look,
      autoSize: true,
      layout: { ...look.layout, panes: { separatorColor: colour('line'), separatorHoverColor: colour('line-strong') } },
      timeScale: { ...look.timeScale, tickMarkFormatter: tickOf },
      localization: { timeFormatter: (t: number) => clockOf(t) },
    });
    const format = { type: 'custom' as const, formatter: (v: number) => fixed(v, decimals).replace('-', '−'), minMove: 10 ** -decimals };
    const equity = curves.map((curve, i) => addEquity(chart, curve, i, curves.length === 1, format));
    const falls = curves.map((curve, i) => (curve.falls === undefined ? null : addFalls(chart, curve, i, curves.length === 1, format)));
    if (hasFalls) {
      chart.panes()[0]?.setStretchFactor(3);
      chart.panes()[1]?.setStretchFactor(1.3);
    }
    chart.timeScale().fitContent();
    const move = (e: MouseEventParams) => {
      const of = (series: ISeriesApi<'Line' | 'Baseline'> | null): number | null => {
        const at = series === null ? undefined : e.seriesData.get(series);
        return at !== undefined && 'value' in at ? (at.value as number) : null;
      };
      setTold(e.time === undefined ? null : { second: e.time as number, values: equity.map(of), falls: falls.map(of) });
    };
    chart.subscribeCrosshairMove(move);
    return () => chart.remove();
  }, [curves, theme, decimals, hasFalls]);
  const shown = told ?? { second: curves[0]?.points.at(-1)?.[0] ?? 0, values: curves.map(c => c.points.at(-1)?.[1] ?? null), falls: curves.map(c => c.falls?.at(-1) ?? null) };
  return (
    <div className="equity-chart">
      <div className="legend" aria-live="off">
        <span className="faint">{told === null ? 'at the end' : clockOf(shown.second)}</span>
        {curves.map((curve, i) => (
          <span key={i}>
            {curves.length > 1 && <span aria-hidden style={{ color: `var(--${lookOf(i).colour})` }}>{lookOf(i).mark}</span>} {curve.name} <b>{signed(shown.values[i], decimals)}</b>
            {curve.falls !== undefined && <span className="muted"> fall {fixed(Math.abs(shown.falls[i] ?? NaN), decimals)}</span>}
          </span>
        ))}
      </div>
      <div ref={box} style={{ height }} role="img" aria-label={label} />
    </div>
  );
}

function lookOf(i: number) {
  return looks[i % looks.length]!;
}

type Format = { type: 'custom'; formatter: (value: number) => string; minMove: number };

function addEquity(chart: IChartApi, curve: EquityCurve, i: number, isOnly: boolean, priceFormat: Format): ISeriesApi<'Line' | 'Baseline'> {
  const data = curve.points.map(([second, value]) => ({ time: second as UTCTimestamp, value }));
  if (isOnly) {
    const series = chart.addSeries(BaselineSeries, { ...baseline(), lineWidth: 2, priceLineVisible: false, priceFormat });
    series.setData(data);
    return series;
  }
  const series = chart.addSeries(LineSeries, { color: colour(lookOf(i).colour), lineStyle: lookOf(i).style, lineWidth: 2, priceLineVisible: false, lastValueVisible: false, priceFormat });
  series.setData(data);
  return series;
}

function addFalls(chart: IChartApi, curve: EquityCurve, i: number, isOnly: boolean, priceFormat: Format): ISeriesApi<'Line' | 'Baseline'> {
  const data = curve.points.map(([second], k) => ({ time: second as UTCTimestamp, value: curve.falls![k] ?? 0 }));
  const usual = { priceLineVisible: false, lastValueVisible: false, priceFormat };
  if (isOnly) {
    const series = chart.addSeries(BaselineSeries, { ...baseline(), lineWidth: 1, ...usual }, 1);
    series.setData(data);
    return series;
  }
  const series = chart.addSeries(LineSeries, { color: colour(lookOf(i).colour), lineStyle: lookOf(i).style, lineWidth: 1, ...usual }, 1);
  series.setData(data);
  return series;
}

function baseline() {
  return {
    baseValue: { type: 'price' as const, price: 0 },
    topLineColor: colour('up'),
    topFillColor1: colour('up-soft'),
    topFillColor2: 'transparent',
    bottomLineColor: colour('down'),
    bottomFillColor1: 'transparent',
    bottomFillColor2: colour('down-soft'),
  };
}

// A day where one begins, else the time of day.
function tickOf(second: number, kind: TickMarkType): string {
  return kind <= TickMarkType.DayOfMonth ? clockOf(second).slice(5, 10) : clockOf(second).slice(11, kind === TickMarkType.TimeWithSeconds ? 19 : 16);
}

function clockOf(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
