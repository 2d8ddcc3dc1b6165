import { dateTime, moment, shortMoment } from '../format/format';

/** When something was, in a list: with its date where that isn't today's, and shorter on a phone. `today`: the session's day. */
export function When({ ns, today }: { ns: number | null | undefined; today: number | null }) {
  return (
    <span className="muted" title={`${dateTime(ns)} UTC`}>
      <span className="wide-only">{moment(ns, today)}</span>
      <span className="phone-only">{shortMoment(ns, today)}</span>
    </span>
  );
}
