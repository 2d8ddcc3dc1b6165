import { useMemo } from 'react';
import { dateTime, fixed, lasting, percent, short, signed } from '../../format/format';
import { commonQuote, withUnit } from '../../format/quote';
import { Gain, Panel, Stat, Stats } from '../../ui/basics';
import { EquityChart } from '../../ui/EquityChart';
import { InventoryHistogram, SplitBars } from './Bars';
import { FiguresTable } from './FiguresTable';
import { InstrumentTable } from './InstrumentTable';
import { SettingsUsed } from './SettingsUsed';
import { figureOf, groups, moneyDecimals, textOf } from './figures';
import { fewest, holdsZero, profitInterval } from './interval';
import type { Job } from './jobs';
import { drawdownOf, type BacktestResult } from './result';

/** What a backtest came to. */
export function Report({ result, job }: { result: BacktestResult; job: Job }) {
  const curves = useMemo(() => [{ name: 'equity', points: result.curve.map(([second, equity]) => [second, equity] as const), falls: drawdownOf(result.curve) }], [result]);
  const decimals = moneyDecimals(Math.max(...result.curve.map(c => Math.abs(c[1])), 0));
  const hasTraded = result.fills > 0, quote = quoteOf(result);
  return (
    <>
      <Headline result={result} />
      {!hasTraded && <p className="banner warn">Nothing was filled{result.orders.sent === 0 ? ': the strategy sent no order' : ` of ${result.orders.sent} orders`}. Equity is level, and ratios are undefined.</p>}
      <Panel title="Equity and its falls" unit={quote}>
        {result.curve.length === 0 ? <p className="muted job-pad">The stretch was too short for a curve.</p> : <EquityChart curves={curves} decimals={decimals} height={340} label={`Equity over time, ${signed(result.equity, decimals)} at the end, deepest fall ${fixed(result.max_drawdown, decimals)}`} />}
      </Panel>
      <div className="columns" style={{ '--column': '380px' } as React.CSSProperties}>
        <Panel title="Where the money came from" unit={quote} padded>
          <SplitBars result={result} />
        </Panel>
        {result.inventory && result.inventory.histogram.length > 0 && (
          <Panel title="Time at each position" padded>
            <InventoryHistogram inventory={result.inventory} timeInMarket={result.time_in_market} />
          </Panel>
        )}
      </div>
      <Panel title="Instruments" unit={quote}>
        <InstrumentTable instruments={result.instruments} />
      </Panel>
      <div className="job-pack">
        {groups.map(group => (
          <Panel key={group.title} title={group.title} unit={group.title === 'Profit' ? quote : null}>
            <FiguresTable figures={group.figures} results={[result]} />
          </Panel>
        ))}
        {Object.keys(result.metrics).length > 0 && (
          <Panel title="The strategy’s own figures">
            <FiguresTable figures={Object.keys(result.metrics).map(name => figureOf(`metrics.${name}`))} results={[result]} />
          </Panel>
        )}
      </div>
      <SettingsUsed result={result} job={job} />
    </>
  );
}

function quoteOf(result: BacktestResult): string | null {
  return commonQuote(result.instruments.map(i => i.instrument));
}

function bound(value: number): string {
  return signed(value, Math.abs(value) >= 100 ? 0 : 2);
}

function Headline({ result: r }: { result: BacktestResult }) {
  const interval = useMemo(() => profitInterval(r.curve, r.curve_seconds), [r]);
  const d = moneyDecimals(r.equity);
  const first = Math.min(...r.instruments.map(i => i.from_ns)), last = Math.max(...r.instruments.map(i => i.to_ns));
  const annual = `from ${lasting(r.market_seconds)}`;
  return (
    <>
      <Stats>
        <Stat label="Equity" under={withUnit(quoteOf(r), `fees ${textOf(figureOf('fees'), r.fees)} in it`)}>
          <Gain value={r.equity} decimals={d} />
        </Stat>
        <Stat
          label="Profit an hour (95 %)"
          title={`95 % interval by a circular block bootstrap of the equity curve, as docs/results.md has it for comparisons; ${fewest} stretches are needed`}
          under={interval ? `${bound(interval.low)} … ${bound(interval.high)}` : 'too short for an interval'}
        >
          <Gain value={r.profit_per_hour} />
        </Stat>
        <Stat label="Deepest fall" under={`longest ${lasting(r.drawdown_seconds)}`}>
          {textOf(figureOf('max_drawdown'), r.max_drawdown)}
        </Stat>
        <Stat label="Sharpe" under={r.sharpe === null ? 'undefined' : annual} title={figureOf('sharpe').about ?? ''}>
          {textOf(figureOf('sharpe'), r.sharpe)}
        </Stat>
        <Stat label="Sortino" under={r.sortino === null ? 'undefined' : annual} title={figureOf('sortino').about ?? ''}>
          {textOf(figureOf('sortino'), r.sortino)}
        </Stat>
        <Stat label="On the deposit" under={r.return_on_deposit === null ? 'no deposit given' : undefined}>
          {textOf(figureOf('return_on_deposit'), r.return_on_deposit)}
        </Stat>
        <Stat label="Fills" under={`of ${fixed(r.orders.sent, 0)} orders`}>
          {fixed(r.fills, 0)}
        </Stat>
        <Stat label="Win rate" under={`${fixed(r.trades, 0)} closing fills`}>
          {percent(r.win_rate, 1)}
        </Stat>
        <Stat label="Turnover">{short(r.turnover)}</Stat>
      </Stats>
      <p className="muted job-sub">
        {dateTime(first)} to {dateTime(last)} UTC, {lasting(r.market_seconds)} of the market.
        {interval && holdsZero(interval) && r.fills > 0 && ' The interval of the profit holds 0: chance can’t be ruled out.'}
      </p>
    </>
  );
}
