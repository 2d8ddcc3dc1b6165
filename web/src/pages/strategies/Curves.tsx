import { useEffect, useRef } from 'react';
import { useQueries } from '@tanstack/react-query';
import { LineSeries, createChart, type IChartApi, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import { get } from '../../api/client';
import { withSearch } from '../../api/queries';
import { colour, useTheme } from '../../shell/theme';
import { chartLook } from '../../ui/chartLook';

interface History { step_seconds: number; items: { at_ns: number; pnl: number }[] }

const everyMs = 5_000;

/** Profit and loss of places of the session over the last day, a point each 10 s. Several are drawn from zero, from the moment on at which all of them are there. */
export function Curves({ ids, colours, height = 160 }: { ids: readonly string[]; colours: readonly string[]; height?: number }) {
  const histories = useQueries({
    queries: ids.map(strategy => {
      const path = withSearch('/trading/pnl/history', { strategy });
      return { queryKey: [path], queryFn: ({ signal }: { signal: AbortSignal }) => get<History>(path, signal), refetchInterval: everyMs };
    }),
  });
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ chart: IChartApi; lines: ISeriesApi<'Line'>[] } | null>(null);
  const { theme } = useTheme();
  const names = ids.join('\n'), looks = colours.join('\n');
  useEffect(() => {
    const chart = createChart(box.current!, { ...chartLook(), autoSize: true, handleScroll: false, handleScale: false });
    const shownColours = looks.split('\n');
    const lines = names.split('\n').map((id, i) => chart.addSeries(LineSeries, { color: colour(shownColours[i]!), lineWidth: 2, priceLineVisible: false, title: names.includes('\n') ? id : '' }));
    drawn.current = { chart, lines };
    return () => {
      drawn.current = null;
      chart.remove();
    };
  }, [theme, names, looks]);
  const newest = Math.max(...histories.map(h => h.dataUpdatedAt));
  const points = histories.map(h => h.data?.items);
  const held = useRef(points);
  held.current = points;
  useEffect(() => {
    const shown = drawn.current, all = held.current;
    if (!shown || all.some(p => p === undefined)) return;
    const from = shown.lines.length === 1 ? 0 : Math.max(...all.map(p => p![0]?.at_ns ?? Infinity));
    shown.lines.forEach((line, i) => {
      const inside = all[i]!.filter(p => p.at_ns >= from), zero = shown.lines.length === 1 ? 0 : (inside[0]?.pnl ?? 0);
      line.setData(inside.map(p => ({ time: Math.floor(p.at_ns / 1e9) as UTCTimestamp, value: p.pnl - zero })));
    });
    shown.chart.timeScale().fitContent();
  }, [newest, theme, names, looks]);
  return <div ref={box} style={{ height }} role="img" aria-label={`Profit and loss of ${ids.join(' and ')} over the last day`} />;
}
