import type { AuditLine } from '../../api/types';

/** The server takes an action in full or its beginning with a dot, and every action has one: a word without a dot is a beginning. */
export function actionSent(typed: string | undefined): string | undefined {
  const action = typed?.trim();
  return action === undefined || action === '' || action.includes('.') ? action : `${action}.`;
}

/** Of entries from the database. */
export const sessionTimeAlone = 'By the clock of the entry’s session, UTC. The database doesn’t keep when it was written down.';

/** When it was written down, by the wall's clock as far as that is told. */
export function timeOf(line: AuditLine): number {
  return line.recorded_ns ?? line.at_ns;
}

/** The number of this session's order that an entry is of: of the same journal, whose sessions count on. Null: it is none, or another journal's, whose numbers are other orders'. */
export function orderOf(line: AuditLine, session: string | undefined): string | null {
  if (line.entity_type !== 'order' || session === undefined) return null;
  const [, journal, id] = /^(.+)[-/](\d+)$/.exec(line.entity_id) ?? [];
  return id !== undefined && journal === session.replace(/-\d+$/, '') ? id : null;
}

// Less is what passes between an event and its being written down.
const sameNs = 1e9;

/** The session's own time, where it is another one than the wall's; null where they are the same. */
export function sessionTimeOf(line: AuditLine): number | null {
  return line.recorded_ns !== undefined && Math.abs(line.recorded_ns - line.at_ns) > sameNs ? line.at_ns : null;
}
