import { get, post } from '../../api/client';
import { again, pairsTold } from '../../api/queries';
import type { Position, Positions, Strategy } from '../../api/types';
import { plain, short } from '../../format/format';
import { pairOf, priceText, worthOf } from '../../format/worth';
import { confirm } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';

const lookedAfterMs = 3_000;

/** A strategy's position is closed by ending the strategy: else it would trade on against the closing. */
export function askToStopAndClose(position: Position): void {
  const id = position.strategy!;
  const way = position.position > 0 ? 'sold' : 'bought', pair = pairOf(position, pairsTold()), worth = worthOf(position, pair);
  confirm({
    title: `Stop ${id} and close its position`,
    text: (
      <div className="stack">
        <p>
          Strategy {id} ends: all its orders are cancelled, and every position it holds, in all its pairs, is closed at the market. In {position.symbol} {plain(Math.abs(position.position))} is {way}
          {worth !== null && <>, about {short(worth)} at the mid of {priceText(position.mid, pair)}</>}.
        </p>
        <p>Its fee is a taker's. Other strategies go on. {id} trades again only when somebody starts it.</p>
      </div>
    ),
    verb: 'Stop and close',
    isDangerous: true,
    act: async () => {
      await post<Partial<Strategy>>(`/strategies/${encodeURIComponent(id)}/stop`, { position: 'close' });
      say('good', `${id} is being stopped, and its position closed.`);
      again('/strategies', '/trading', '/bot');
      setTimeout(() => void look(id), lookedAfterMs);
    },
  });
}

// A session without strategies of its own store only pauses, and keeps the position: who closed it should know.
async function look(id: string): Promise<void> {
  const left = (await get<Positions>('/trading/positions').catch(() => null))?.strategies.filter(p => p.strategy === id) ?? [];
  if (left.length > 0) say('warn', `${id} still holds ${left.map(p => `${plain(p.position)} ${p.symbol}`).join(', ')}: look at it on its page.`);
}
