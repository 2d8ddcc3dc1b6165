import { Link } from 'react-router';
import { Empty } from '../../ui/basics';
import { pathOf } from './markets';
import type { Markets } from './useMarket';

/** What stands where there is no market to show: none at all, or not the one that was asked for. No other one takes its place: a click would trade it. */
export function NoMarket({ page, markets, asked, watched }: Markets & { page: 'ladder' | 'depth' }) {
  if (asked === null || markets?.length === 0) return <Empty>{asked === null ? 'The session trades no pair.' : `This session doesn’t trade ${asked}, nor any other pair.`}</Empty>;
  return (
    <Empty
      action={
        <nav className="row" aria-label="Pairs that it trades">
          {markets?.map(m => (
            <Link key={m.topic} className="button small" to={pathOf(page, m.topic)} replace>
              {m.topic}
            </Link>
          ))}
        </nav>
      }
    >
      This session doesn’t trade {asked}.{' '}
      {watched && (
        <>
          It only watches it: its <Link to={`/charts?pair=${encodeURIComponent(watched.symbol)}`}>chart</Link> is there.{' '}
        </>
      )}
      It trades:
    </Empty>
  );
}
