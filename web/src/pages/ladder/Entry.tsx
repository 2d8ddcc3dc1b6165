import { useState } from 'react';
import { Pencil } from 'lucide-react';
import { useLive } from '../../api/live';
import { goesToVenue } from '../../api/mode';
import type { Trading } from '../../api/session';
import type { Positions, Side } from '../../api/types';
import { decimalsOf, fixed, plain, short } from '../../format/format';
import { quoteOf } from '../../format/quote';
import { Button, Gain, Panel, Switch, TextField } from '../../ui/basics';
import { Dialog } from '../../ui/Dialog';
import { once } from './LadderRow';
import { setOneClick } from './placing';
import type { Market } from './useMarket';

interface Props {
  market: Market;
  size: string;
  onSize: (size: string) => void;
  sizes: number[];
  onSizes: (sizes: number[]) => void;
  wrong: string | null;
  worth: number | null;
  trading: Trading | null;
  oneClick: boolean;
  whyNot: string | null;
  onTouch: (side: Side) => void;
}

/** How much a click places. */
export function Entry(props: Props) {
  const [isEditing, setEditing] = useState(false);
  const { market, wrong, whyNot } = props;
  const why = whyNot ?? wrong, isReal = goesToVenue(props.trading?.mode);
  const worth = props.worth === null ? undefined : `worth about ${short(props.worth)} ${quoteOf(market.symbol) ?? ''}`.trimEnd();
  return (
    <Panel
      title="Order by click"
      padded
      actions={
        <label className="row" style={{ gap: 6 }}>
          <span className={props.oneClick && isReal ? 'danger' : 'muted'}>One click</span>
          <Switch
            label="One click"
            title={isReal ? 'Places and cancels without being asked, until you switch it off, log out or reload' : 'On paper a click places at once anyway; with this it cancels at once too'}
            checked={props.oneClick}
            disabled={whyNot !== null && !props.oneClick}
            onChange={on => setOneClick(on, props.trading)}
          />
        </label>
      }
    >
      <div className="stack" style={{ gap: 10 }}>
        <TextField label="Size" inputMode="decimal" value={props.size} onChange={e => props.onSize(e.target.value)} wrong={wrong ?? undefined} hint={worth} />
        <div className="ladder-sizes" role="group" aria-label="Sizes">
          {props.sizes.map((size, i) => (
            <Button key={i} small aria-pressed={Number(props.size) === size} title={`Key ${i + 1}`} onClick={() => props.onSize(text(size))}>
              {plain(size)}
            </Button>
          ))}
          <Button small icon look="quiet" aria-label="Change the sizes" title="Change the sizes" onClick={() => setEditing(true)}>
            <Pencil size={13} aria-hidden />
          </Button>
        </div>
        <div className="ladder-touch">
          <Button className="buy" disabled={why !== null} title={why ?? 'Buy at the best bid'} onKeyDown={once} onClick={e => e.detail < 2 && props.onTouch('buy')}>
            ▲ Join bid
          </Button>
          <Button className="sell" disabled={why !== null} title={why ?? 'Sell at the best ask'} onKeyDown={once} onClick={e => e.detail < 2 && props.onTouch('sell')}>
            ▼ Join ask
          </Button>
        </div>
        <Held market={market} />
        {whyNot !== null ? (
          <p className="warn ladder-note">A click in the ladder places nothing. {whyNot}.</p>
        ) : (
          <p className="faint ladder-note">
            A click in the bid column buys there, in the ask column sells. {!isReal ? 'It is placed at once: no money moves.' : props.oneClick ? 'It is placed at once; what would trade at once, or is far from the market, is asked first.' : 'Each order is asked first.'}
          </p>
        )}
      </div>
      {isEditing && <Sizes market={market} sizes={props.sizes} onSizes={props.onSizes} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

function text(size: number): string {
  return Number(size.toFixed(10)).toString();
}

function Held({ market }: { market: Market }) {
  const position = useLive<Positions>('positions').data?.account.find(p => p.symbol === market.symbol && p.venue === market.venue);
  return (
    <dl className="pairs">
      <dt>Position</dt>
      <dd>{position ? <Gain value={position.position} decimals={decimalsOf(market.lot)} /> : '–'}</dd>
      <dt>Entry</dt>
      <dd>{position?.average_price == null ? '–' : fixed(position.average_price, decimalsOf(market.tick) + 1)}</dd>
      <dt>
        P&amp;L <span className="unit">{quoteOf(market.symbol)}</span>
      </dt>
      <dd>
        <Gain value={position?.pnl} />
      </dd>
    </dl>
  );
}

function Sizes({ market, sizes, onSizes, onClose }: { market: Market; sizes: number[]; onSizes: (sizes: number[]) => void; onClose: () => void }) {
  const [typed, setTyped] = useState(sizes.map(text).join(' '));
  const read = typed.trim().split(/[\s,;]+/).map(Number);
  const isRight = read.length >= 1 && read.length <= 9 && read.every(n => isLots(n, market.lot));
  const save = () => {
    onSizes(read);
    onClose();
  };
  return (
    <Dialog
      title={`Sizes of ${market.symbol}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button look="primary" disabled={!isRight} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <TextField
        label="Up to nine, with blanks between them"
        autoFocus
        value={typed}
        onChange={e => setTyped(e.target.value)}
        onKeyDown={e => e.key === 'Enter' && isRight && save()}
        wrong={isRight ? undefined : `Right are 1 to 9 multiples of the lot ${plain(market.lot)}.`}
        hint="Keys 1 to 9 choose them. They are kept in this browser."
      />
    </Dialog>
  );
}

export function isLots(quantity: number, lot: number): boolean {
  const lots = quantity / lot;
  return Number.isFinite(quantity) && quantity > 0 && Math.abs(lots - Math.round(lots)) < 1e-6 * Math.max(1, lots);
}

/** Sizes for who has chosen none: from the smallest that the venue takes on. */
export function usualSizes(market: Market, mid: number): number[] {
  const least = Math.max(market.lot, mid > 0 ? (market.min_notional * 1.02) / mid / market.multiplier : 0);
  const power = 10 ** Math.floor(Math.log10(least)), first = [1, 2, 5, 10].find(n => n * power >= least)! * power;
  return [1, 2, 5, 10, 20, 50, 100, 200, 500].map(n => Number((Math.round((n * first) / market.lot) * market.lot).toFixed(10)));
}
