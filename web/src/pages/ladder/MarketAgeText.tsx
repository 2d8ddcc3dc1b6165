import { Age, Badge } from '../../ui/basics';
import type { MarketAge } from './marketAge';

/** How old what is known of a market is. Where messages of its book are missing it isn't live, however new it is. */
export function MarketAgeText({ age, stale }: { age: MarketAge; stale: boolean }) {
  return (
    <>
      {stale && <Badge tone="warn">messages are missing</Badge>}
      {(age.quiet !== null || !stale) && (age.at > 0 || age.quiet !== null) && <Age at={age.at} />}
    </>
  );
}
