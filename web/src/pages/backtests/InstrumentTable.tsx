import { useMemo } from 'react';
import { decimalsOf, fixed, percent } from '../../format/format';
import { Gain } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { columnDecimals, figureOf, textOf } from './figures';
import type { InstrumentResult } from './result';

function columnsOf(all: readonly InstrumentResult[]): Column<InstrumentResult>[] {
  const money = (id: string, title: string, of: (i: InstrumentResult) => number, wide = false): Column<InstrumentResult> => {
    const decimals = columnDecimals(all.map(of));
    return { id, title, value: of, cell: i => (figureOf(id).kind === 'paid' ? textOf(figureOf(id), of(i), decimals) : <Gain value={of(i)} decimals={decimals} />), num: true, wide };
  };
  const places = Math.max(0, ...all.map(i => decimalsOf(i.position ?? 0)));
  return [
    { id: 'instrument', title: 'Instrument', value: i => i.instrument, cell: i => <span title={i.venue}>{i.instrument}</span> },
    money('equity', 'Equity', i => i.equity),
    money('spread_captured', 'Spread', i => i.spread_captured, true),
    money('inventory_profit', 'Inventory', i => i.inventory_profit, true),
    money('fees', 'Fees', i => i.fees, true),
    money('max_drawdown', 'Deepest fall', i => i.max_drawdown),
    { id: 'sharpe', title: 'Sharpe', value: i => i.sharpe, cell: i => textOf(figureOf('sharpe'), i.sharpe), num: true, wide: true },
    { id: 'fills', title: 'Fills', value: i => i.fills, cell: i => fixed(i.fills, 0), num: true },
    { id: 'sent', title: 'Orders', value: i => i.orders.sent, cell: i => fixed(i.orders.sent, 0), num: true, wide: true },
    { id: 'win', title: 'Win rate', value: i => i.win_rate, cell: i => percent(i.win_rate, 1), num: true, wide: true },
    { id: 'turnover', title: 'Turnover', value: i => i.turnover, cell: i => fixed(i.turnover, 2), num: true, wide: true },
    { id: 'position', title: 'Position', value: i => i.position, cell: i => fixed(i.position, Math.min(8, places)).replace('-', '−'), num: true },
    { id: 'rows', title: 'Rows', value: i => i.rows, cell: i => fixed(i.rows, 0), num: true, wide: true },
  ];
}

export function InstrumentTable({ instruments }: { instruments: InstrumentResult[] }) {
  const columns = useMemo(() => columnsOf(instruments), [instruments]);
  return <Grid label="Instruments" columns={columns} rows={instruments} rowId={i => `${i.instrument}@${i.venue}`} empty="No instrument took part." sort={{ id: 'equity', desc: true }} />;
}
