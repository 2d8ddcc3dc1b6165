import type { Fill, Pair, Position, Side } from '../api/types';
import { fixed } from '../format/format';
import { pairOf, priceText, sizeDecimals, sizeText, worthOf } from '../format/worth';
import { Gain, SideText } from '../ui/basics';
import type { Column } from '../ui/Grid';
import { When } from '../ui/When';

// Short lists of positions and fills, as several pages have them. Each pair has decimals of its own, the same down the column.

export function positionColumns(pairs: readonly Pair[] | undefined): Column<Position>[] {
  const of = (p: Position) => pairOf(p, pairs);
  return [
    { id: 'symbol', title: 'Pair', value: p => p.symbol },
    { id: 'position', title: 'Position', value: p => p.position, cell: p => <Gain value={p.position} decimals={sizeDecimals(p.position, of(p))} />, num: true },
    { id: 'average', title: 'Entry', value: p => p.average_price, cell: p => priceText(p.average_price, of(p)), num: true },
    { id: 'mid', title: 'Mid', value: p => p.mid, cell: p => priceText(p.mid, of(p)), num: true, wide: true },
    { id: 'value', title: 'Value', value: p => worthOf(p, of(p)), cell: p => fixed(worthOf(p, of(p)), 2), num: true, wide: true },
    { id: 'unrealised', title: 'Unrealised', value: p => p.unrealised, cell: p => <Gain value={p.unrealised} />, num: true, wide: true },
    { id: 'pnl', title: 'P&L', value: p => p.pnl, cell: p => <PnlText position={p} />, num: true },
  ];
}

/** On a phone with the unrealised part beneath, which has a column of its own where there is room. */
export function PnlText({ position }: { position: Position }) {
  return (
    <>
      <Gain value={position.pnl} />
      <span className="phone-only second">
        open <Gain value={position.unrealised} />
      </span>
    </>
  );
}

/** On a phone with the side beneath. */
export function PairAndSide({ symbol, side }: { symbol: string; side: Side }) {
  return (
    <>
      {symbol}
      <span className="phone-only second">
        <SideText side={side} />
      </span>
    </>
  );
}

/** `today`: the session's day. `last`: whose they are, or what they made. */
export function fillColumns(pairs: readonly Pair[] | undefined, today: number | null, last: 'strategy' | 'realised'): Column<Fill>[] {
  const of = (f: Fill) => pairOf(f, pairs);
  return [
    { id: 'time', title: 'Time', cell: f => <When ns={f.at_ns} today={today} /> },
    { id: 'symbol', title: 'Pair', cell: f => <PairAndSide symbol={f.symbol} side={f.side} /> },
    { id: 'side', title: 'Side', cell: f => <SideText side={f.side} />, wide: true },
    { id: 'quantity', title: 'Quantity', cell: f => sizeText(f.quantity, of(f)), num: true },
    { id: 'price', title: 'Price', cell: f => priceText(f.price, of(f)), num: true },
    { id: 'role', title: 'As', cell: f => (f.is_maker ? 'maker' : 'taker'), wide: true },
    { id: 'fee', title: 'Fee', cell: f => fixed(f.fee, 4), num: true, wide: true },
    last === 'strategy' ? { id: 'strategy', title: 'Strategy', cell: f => f.strategy, wide: true } : { id: 'realised', title: 'Realised', cell: f => <Gain value={f.realised} decimals={4} />, num: true, wide: true },
  ];
}
