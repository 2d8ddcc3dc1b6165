import { Link } from 'react-router';
import { Notice } from '../../ui/basics';

/** That the same order was sent to a session before, which hasn't answered. `onGo`: before it is gone there. */
export function InDoubt({ session, onGo }: { session: string; onGo: () => void }) {
  return (
    <Notice tone="bad">
      <b>The same order was sent before, to session {session}, and no answer came.</b> It may have been placed, and filled. Look at{' '}
      <Link to="/orders" onClick={onGo}>
        the orders
      </Link>
      ,{' '}
      <Link to="/positions" onClick={onGo}>
        the positions
      </Link>{' '}
      and{' '}
      <Link to="/recovery" onClick={onGo}>
        what this session took up
      </Link>{' '}
      before you send it again: it would be a second one.
    </Notice>
  );
}
