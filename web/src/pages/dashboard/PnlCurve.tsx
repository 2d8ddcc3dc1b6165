import { useEffect, useRef } from 'react';
import { BaselineSeries, createChart, type IChartApi, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import { usePath, useStatus, withSearch } from '../../api/queries';
import { chartLook } from '../../ui/chartLook';
import { colour, useTheme } from '../../shell/theme';

// Seconds that a second's own point may be behind the one before.
const longestBack = 60;

interface History { step_seconds: number; items: { at_ns: number; pnl: number }[] }

/** Profit and loss over the last day: the program's points of each 10 s, and the second that it is now. */
export function PnlCurve({ strategy, height = 150 }: { strategy?: string; height?: number }) {
  const history = usePath<History>(withSearch('/trading/pnl/history', { strategy }), 60_000);
  const status = useStatus().data;
  const now = strategy === undefined ? status : undefined;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<{ chart: IChartApi; series: ISeriesApi<'Baseline'> } | null>(null);
  const { theme } = useTheme();
  useEffect(() => {
    const made = createChart(box.current!, { ...chartLook(), autoSize: true, handleScroll: false, handleScale: false });
    const series = made.addSeries(BaselineSeries, {
      baseValue: { type: 'price', price: 0 },
      topLineColor: colour('up'),
      topFillColor1: colour('up-soft'),
      topFillColor2: 'transparent',
      bottomLineColor: colour('down'),
      bottomFillColor1: 'transparent',
      bottomFillColor2: colour('down-soft'),
      lineWidth: 2,
      priceLineVisible: false,
    });
    chart.current = { chart: made, series };
    return () => {
      chart.current = null;
      made.remove();
    };
  }, [theme]);
  const items = history.data?.items;
  useEffect(() => {
    if (!items || !chart.current) return;
    const points = items.map(p => ({ time: Math.floor(p.at_ns / 1e9) as UTCTimestamp, value: p.pnl })).filter((p, i, all) => i === 0 || p.time > all[i - 1]!.time);
    chart.current.series.setData(points);
    chart.current.chart.timeScale().fitContent();
  }, [items, theme]);
  useEffect(() => {
    if (!now || !items || !chart.current) return;
    const time = Math.floor(now.at_ns / 1e9) as UTCTimestamp, newest = chart.current.series.data().at(-1);
    if (newest === undefined || Number(newest.time) <= time) chart.current.series.update({ time, value: now.pnl });
    // A session that began anew begins with another time: what was drawn is another one's.
    else if (Number(newest.time) - time > longestBack) chart.current.series.setData([{ time, value: now.pnl }]);
  }, [now, items]);
  return <div ref={box} style={{ height }} role="img" aria-label="Profit and loss over the last day" />;
}
