import { Link } from 'react-router';
import { words } from '../../format/format';
import { Notice } from '../../ui/basics';

/** That no limit would stop a slip of the hand, or that limits aren't known (null), and where one is set. `onGo`: before it is gone there. */
export function Unguarded({ unset, onGo }: { unset: readonly string[] | null; onGo: () => void }) {
  if (unset === null)
    return (
      <Notice tone="warn">
        The limits aren’t known: whether one stops a slip of the hand can’t be told.{' '}
        <Link to="/risk" onClick={onGo}>
          Look at them under Risk
        </Link>
      </Notice>
    );
  if (unset.length === 0) return null;
  return (
    <Notice tone="warn">
      No limit stops a slip {unset.length > 1 ? 'of the hand' : unset[0] === 'max_order' ? 'in the size' : 'in the price'}: {unset.map(words).join(' and ')} {unset.length > 1 ? 'are' : 'is'} not set.{' '}
      <Link to="/risk" onClick={onGo}>
        Set limits under Risk
      </Link>
    </Notice>
  );
}
