import { useMemo, useState } from 'react';
import { usePairs, usePath } from '../../api/queries';
import type { Pair } from '../../api/types';
import { fixed, plain } from '../../format/format';
import { priceText } from '../../format/worth';
import { Empty, Failure, Gain, Loading, Notice, Panel, Select, SideText } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';

interface Balance { asset: string; balance: string; crossUnPnl: string; availableBalance: string }
interface Position { symbol: string; positionSide: string; positionAmt: string; entryPrice: string; markPrice: string; unRealizedProfit: string; liquidationPrice: string; leverage: string; marginType: string }
interface OpenOrder { orderId: number; clientOrderId: string; symbol: string; side: 'BUY' | 'SELL'; type: string; timeInForce: string; status: string; price: string; origQty: string; executedQty: string; stopPrice: string }
interface Account { key: string; balances: Balance[]; positions: Position[]; open_orders: OpenOrder[] }
interface State { accounts: Account[]; books: Record<string, { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] }> }

const levelsShown = 10;

/** What the exchange itself knows: what the session should know, too. */
export function ExchangeState() {
  const state = usePath<State>('/exchange/state', 2_000);
  const [chosen, setChosen] = useState<string | null>(null);
  if (state.data === undefined) return <Panel title="The exchange's own state">{state.error ? <Failure error={state.error} retry={() => void state.refetch()} /> : <Loading />}</Panel>;
  const { accounts, books } = state.data, symbols = Object.keys(books), symbol = chosen !== null && symbols.includes(chosen) ? chosen : symbols[0], book = symbol === undefined ? undefined : books[symbol];
  return (
    <>
      {state.error && <Notice tone="warn">Not up to date: {state.error.message}</Notice>}
      {accounts.map(account => (
        <AccountPanels key={account.key} account={account} isAlone={accounts.length === 1} />
      ))}
      <Panel title="Book at the exchange" actions={symbol !== undefined && <Select inline label="Pair" value={symbol} onChange={setChosen} options={symbols} />}>
        {!book ? <Empty>The exchange has no book.</Empty> : <BookTable book={book} />}
      </Panel>
    </>
  );
}

function positionColumns(pairs: Pair[] | undefined): Column<Position>[] {
  // The exchange says "0" where there is none.
  const price = (p: Position, text: string) => (Number(text) > 0 ? priceText(Number(text), pairs?.find(q => q.symbol === p.symbol)) : '–');
  return [
    { id: 'symbol', title: 'Pair', value: p => p.symbol },
    { id: 'position', title: 'Position', value: p => Number(p.positionAmt), cell: p => plain(Number(p.positionAmt)).replace('-', '−'), num: true },
    { id: 'entry', title: 'Entry', value: p => Number(p.entryPrice), cell: p => price(p, p.entryPrice), num: true },
    { id: 'mark', title: 'Mark', value: p => Number(p.markPrice), cell: p => price(p, p.markPrice), num: true, wide: true },
    { id: 'unrealised', title: 'Unrealised', value: p => Number(p.unRealizedProfit), cell: p => <Gain value={Number(p.unRealizedProfit)} />, num: true },
    { id: 'liquidation', title: 'Liquidation', value: p => Number(p.liquidationPrice), cell: p => price(p, p.liquidationPrice), num: true, wide: true },
    { id: 'leverage', title: 'Leverage', value: p => Number(p.leverage), cell: p => `${p.leverage}× ${p.marginType}`, num: true, wide: true },
  ];
}

const orderColumns: Column<OpenOrder>[] = [
  { id: 'symbol', title: 'Pair', value: o => o.symbol },
  { id: 'side', title: 'Side', value: o => o.side, cell: o => <SideText side={o.side === 'BUY' ? 'buy' : 'sell'} /> },
  { id: 'price', title: 'Price', value: o => Number(o.price), cell: o => plain(Number(o.price)), num: true },
  { id: 'quantity', title: 'Quantity', value: o => Number(o.origQty), cell: o => plain(Number(o.origQty)), num: true },
  { id: 'filled', title: 'Filled', value: o => Number(o.executedQty), cell: o => plain(Number(o.executedQty)), num: true, wide: true },
  { id: 'status', title: 'Status', value: o => o.status, wide: true },
  { id: 'type', title: 'Type', value: o => `${o.type} ${o.timeInForce}`, wide: true },
  { id: 'client', title: 'Client id', value: o => o.clientOrderId, cell: o => <code>{o.clientOrderId}</code>, wide: true },
];

function AccountPanels({ account, isAlone }: { account: Account; isAlone: boolean }) {
  const pairs = usePairs().data?.items, columns = useMemo(() => positionColumns(pairs), [pairs]);
  const of = isAlone ? '' : ` of ${account.key}`;
  return (
    <>
      <Panel
        title={`Positions at the exchange${of}`}
        actions={
          <span className="muted">
            {account.balances.map(b => `${fixed(Number(b.balance), 2)} ${b.asset}, ${fixed(Number(b.availableBalance), 2)} available`).join(' · ')}
          </span>
        }
      >
        <Grid label="Positions at the exchange" columns={columns} rows={account.positions} rowId={p => p.symbol + p.positionSide} empty="It has none." />
      </Panel>
      <Panel title={`Open orders at the exchange${of}`}>
        <Grid label="Open orders at the exchange" columns={orderColumns} rows={account.open_orders} rowId={o => String(o.orderId)} empty="It has none." height="300px" />
      </Panel>
    </>
  );
}

function BookTable({ book }: { book: { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] } }) {
  const rows = Array.from({ length: Math.min(levelsShown, Math.max(book.bids.length, book.asks.length)) }, (_, i) => [book.bids[i], book.asks[i]] as const);
  return (
    <div className="grid">
      <table>
        <thead>
          <tr>
            <th scope="col" className="num">Bid quantity</th>
            <th scope="col" className="num">Bid</th>
            <th scope="col">Ask</th>
            <th scope="col">Ask quantity</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([bid, ask], i) => (
            <tr key={i}>
              <td className="num">{bid ? plain(Number(bid[1])) : ''}</td>
              <td className="num up">{bid?.[0]}</td>
              <td className="down">{ask?.[0]}</td>
              <td>{ask ? plain(Number(ask[1])) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
