import { useState, type FormEvent } from 'react';
import { Problem } from '../../api/client';
import { goesToVenue, isKnownMode, orderKind, wayText } from '../../api/mode';
import { doubtOf, postOnce } from '../../api/once';
import { again, useLimits, useMetrics, usePairs, useRisk, useStatus } from '../../api/queries';
import { useTrading, type Trading } from '../../api/session';
import type { Pair, Side } from '../../api/types';
import { decimalsOf, fixed, plain } from '../../format/format';
import { quoteOf } from '../../format/quote';
import { isKilled } from '../../shell/kill';
import { Button, Empty, Loading, Notice, Select, TextField, useOverdue } from '../../ui/basics';
import { Dialog, confirm, dismiss, told } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';
import { InDoubt } from './InDoubt';
import { Unguarded } from './Unguarded';
import { crosses as crossesAt, farText, touchOf, unknownText, unsetGuards } from './slips';

interface Placed { order_id: number; symbol: string; paper: boolean }
type Wrong = Partial<Record<'pair' | 'side' | 'price' | 'quantity' | 'all', string>>;

/** A limit order by hand, good until it is cancelled. */
export function NewOrder({ symbol: first, onClose, onPlaced }: { symbol: string; onClose: () => void; onPlaced: (id: number) => void }) {
  const pairs = usePairs().data?.items.filter(p => p.traded);
  // Where the program doesn't answer, another session may have begun meanwhile: then it isn't known where an order would go.
  const trading = useTrading(), mode = trading?.mode, isAsking = useStatus().isLoading, killed = isKilled(useRisk().data);
  const metrics = useMetrics(), isMarketOld = useOverdue(metrics);
  const limits = useLimits(), unset = unsetGuards(limits.data?.data);
  const [chosen, setChosen] = useState(first);
  const [side, setSide] = useState<Side>('buy');
  const [price, setPrice] = useState(''), [quantity, setQuantity] = useState('');
  const [wrong, setWrong] = useState<Wrong>({});
  const [isBusy, setBusy] = useState(false);

  const pair = pairs?.find(p => idOf(p) === chosen) ?? pairs?.find(p => p.symbol === chosen) ?? pairs?.[0];
  if (!pair) return <Dialog title="New order" onClose={onClose}>{pairs ? <Empty>This session trades no pair.</Empty> : <Loading />}</Dialog>;
  const touch = touchOf(metrics.data?.items.find(p => p.symbol === pair.symbol && p.venue === pair.venue), isMarketOld), unknown = unknownText(touch);
  const isPaper = !goesToVenue(mode), isLive = mode === 'live', kind = orderKind(mode);
  const whyNot = killed ? 'Killed: nothing is placed until trading is armed again' : trading ? undefined : 'How the session stands isn’t known';
  const decimals = decimalsOf(pair.tick), quote = quoteOf(pair.symbol) ?? '';
  const value = Number(price) * Number(quantity) * pair.multiplier;
  const crosses = isAmount(price) && crossesAt(side, Number(price), touch), far = isAmount(price) ? farText(Number(price), touch) : null;
  const words = `${side} ${quantity} ${pair.symbol} at ${price}`, order = { symbol: pair.symbol, venue: pair.venue, side, price: price.trim(), quantity: quantity.trim() };

  const place = async ({ session }: Trading) => {
    setWrong({});
    try {
      const { data: placed, isRepeated } = await postOnce<Placed>('/order/test', order, session);
      if (isRepeated) say('warn', `Nothing new was sent: order ${placed.order_id} had been placed the first time, ${words}.`);
      else say('good', `${placed.paper ? 'Paper order' : 'Order'} ${placed.order_id} is placed: ${words}.`);
      again('/api/trading/orders', '/trading');
      onPlaced(placed.order_id);
      onClose();
    } catch (error) {
      setWrong(wrongOf(error));
      throw error;
    }
  };
  const leave = () => {
    dismiss();
    onClose();
  };
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const missing = { ...(isAmount(price) ? {} : { price: 'A price above 0' }), ...(isAmount(quantity) ? {} : { quantity: 'A quantity above 0' }) };
    setWrong(missing);
    if (Object.keys(missing).length > 0 || isBusy || whyNot !== undefined || !trading) return;
    const doubt = doubtOf('/order/test', order, trading.session);
    if (isPaper && doubt === null) {
      setBusy(true);
      await place(trading).catch(() => undefined);
      setBusy(false);
      return;
    }
    confirm({
      title: `Place a ${kind} order`,
      text: (
        <div className="stack">
          <p>
            <b>{words}</b>, worth {fixed(value, 2)} {quote}, good until it is cancelled, {isPaper ? 'is placed on paper.' : wayText(mode, pair.venue)}
          </p>
          {doubt !== null && <InDoubt session={doubt} onGo={leave} />}
          {crosses && <p className="warn">The price crosses the market: as much of it as there is at {price} or better is filled at once, as taker.</p>}
          {far !== null && <p className="warn">The price is {far}.</p>}
          {unknown !== null && <p className="warn">{unknown}</p>}
          {unset?.length === 0 ? <p className="muted">Risk looks at it like at any order, and may refuse it.</p> : <Unguarded unset={unset} onGo={dismiss} />}
        </div>
      ),
      verb: `Place ${kind} order`,
      isDangerous: true,
      act: () => place(trading),
    });
  };

  return (
    <Dialog
      title="New order"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" form="new-order" look={isPaper ? 'primary' : 'danger'} disabled={isBusy || whyNot !== undefined} title={whyNot}>
            {isBusy ? 'Placing…' : !isKnownMode(mode) ? `Place ${side}` : isPaper ? `Place paper ${side}` : `Place ${kind} ${side}…`}
          </Button>
        </>
      }
    >
      {isPaper ? (
        <p className="muted">A paper order: a limit, good until it is cancelled, on this session's market. No money moves.</p>
      ) : mode === 'testnet' ? (
        <Notice tone="warn">
          <b>This session is on a testnet: the order goes to the venue's testnet, with test money.</b> A limit, good until it is cancelled. You are asked once more before it is sent.
        </Notice>
      ) : mode === 'simulated' ? (
        <Notice tone="warn">
          <b>This session trades at a simulated exchange on the program’s own machine: no real money moves.</b> A limit, good until it is cancelled. You are asked once more before it is sent.
        </Notice>
      ) : isLive && (
        <Notice tone="bad">
          <b>This session is live: this is a real order with real money.</b> A limit, good until it is cancelled. You are asked once more before it is sent.
        </Notice>
      )}
      {!trading && !isAsking && <Notice tone="warn">How the session stands isn’t known: nothing can be placed until the program answers.</Notice>}
      {killed && <Notice tone="warn">Trading is killed: nothing is placed until it is armed again.</Notice>}
      <form id="new-order" className="new-order" noValidate onSubmit={e => void submit(e)}>
        <div className="row spread">
          <Select label="Pair" value={idOf(pair)} onChange={setChosen} options={(pairs ?? []).map(p => [idOf(p), nameOf(p, pairs ?? [])] as const)} />
          <div className="row new-order-sides" role="group" aria-label="Side">
            <Button aria-pressed={side === 'buy'} onClick={() => setSide('buy')}>
              <span className="up">▲ Buy</span>
            </Button>
            <Button aria-pressed={side === 'sell'} onClick={() => setSide('sell')}>
              <span className="down">▼ Sell</span>
            </Button>
          </div>
        </div>
        {wrong.pair && <span className="danger">{wrong.pair}</span>}
        <div className="row new-order-touch">
          <span className="muted">Take over</span>
          <Button small disabled={touch.bid === null} onClick={() => setPrice(touch.bid!.toFixed(decimals))}>
            Bid {fixed(touch.bid, decimals)}
          </Button>
          <Button small disabled={touch.ask === null} onClick={() => setPrice(touch.ask!.toFixed(decimals))}>
            Ask {fixed(touch.ask, decimals)}
          </Button>
        </div>
        <TextField label="Price" inputMode="decimal" autoFocus value={price} onChange={e => setPrice(e.target.value)} hint={`Steps of ${plain(pair.tick)}`} wrong={wrong.price} />
        <TextField
          label="Quantity"
          inputMode="decimal"
          value={quantity}
          onChange={e => setQuantity(e.target.value)}
          hint={`Steps of ${plain(pair.lot)}${pair.min_notional > 0 ? `; worth at least ${plain(pair.min_notional)} ${quote}`.trimEnd() : ''}`}
          wrong={wrong.quantity}
        />
        <div className="row spread">
          <span className="muted">
            Worth <span className="unit">{quote}</span>
          </span>
          <b>{value > 0 ? fixed(value, 2) : '–'}</b>
        </div>
        {unknown !== null && !metrics.isLoading && <Notice tone="warn">{unknown}</Notice>}
        {(crosses || far !== null) && (
          <Notice tone="warn">
            {far !== null && `The price is ${far}. `}
            {crosses && 'The price crosses the market: it is filled at once as far as there is something, as taker.'}
          </Notice>
        )}
        {!limits.isLoading && <Unguarded unset={unset} onGo={onClose} />}
        {wrong.all && <Notice tone="bad">{wrong.all}</Notice>}
      </form>
    </Dialog>
  );
}

function idOf(pair: Pair): string {
  return `${pair.symbol}@${pair.venue}`;
}

// The venue is said where it isn't the only one.
function nameOf(pair: Pair, all: readonly Pair[]): string {
  return all.some(p => p.symbol === pair.symbol && p !== pair) ? `${pair.symbol} at ${pair.venue}` : pair.symbol;
}

function isAmount(text: string): boolean {
  return text.trim() !== '' && Number(text) > 0 && Number.isFinite(Number(text));
}

function wrongOf(error: unknown): Wrong {
  if (!(error instanceof Problem)) return { all: told(error) };
  const { symbol, venue, side, price, quantity, ...others } = error.fields;
  const of = (texts: string[] | undefined) => texts?.join('; ');
  const fields = Object.entries({ pair: of(symbol) ?? of(venue), side: of(side), price: of(price), quantity: of(quantity) }).filter((e): e is [string, string] => e[1] !== undefined);
  return { ...(Object.fromEntries(fields) as Wrong), ...(fields.length === 0 || Object.keys(others).length > 0 ? { all: told(error) } : {}) };
}
