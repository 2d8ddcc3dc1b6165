import { useState, type FormEvent } from 'react';
import { Problem, post, useMay } from '../../api/client';
import { again } from '../../api/queries';
import { Button } from '../../ui/basics';
import { told } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';

/** Watches one more pair of the session's venue. */
export function PairWatch() {
  const [ticker, setTicker] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isTrader = useMay('trader');
  const watch = async (e: FormEvent) => {
    e.preventDefault();
    const symbol = ticker.trim().toUpperCase();
    if (symbol === '') return;
    setBusy(true);
    setWrong(null);
    try {
      const answer = await post<{ traded: boolean }>('/subscribe/bookticker', { ticker: symbol });
      if (!answer.traded) await post('/subscribe/trades', { ticker: symbol });
      say('good', answer.traded ? `${symbol} is traded by the session: it is here anyway.` : `${symbol} is watched; its figures come in a moment.`);
      setTicker('');
      again('/data');
    } catch (error) {
      setWrong(error instanceof Problem ? (error.fields['ticker']?.join('; ') ?? told(error)) : told(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="row screener-watch" onSubmit={e => void watch(e)} title={isTrader ? 'Book, trades and candles of a further pair of the venue, 64 at most' : 'Takes the role trader'}>
      {wrong !== null && (
        <span id="watch-wrong" className="danger" role="alert">
          {wrong}
        </span>
      )}
      <input
        className="input fit"
        size={15}
        placeholder="Another pair…"
        aria-label="Pair to watch"
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? undefined : 'watch-wrong'}
        spellCheck={false}
        autoComplete="off"
        disabled={!isTrader}
        value={ticker}
        onChange={e => {
          setTicker(e.target.value.toUpperCase());
          setWrong(null);
        }}
      />
      <Button type="submit" disabled={!isTrader || isBusy || ticker.trim() === ''}>
        {isBusy ? 'Asking…' : 'Watch'}
      </Button>
    </form>
  );
}
