import { expect, it } from 'vitest';
import type { AuditLine } from '../../api/types';
import { actionSent, orderOf, sessionTimeOf, timeOf } from './search';

const line = (at_ns: number, recorded_ns?: number): AuditLine => ({
  at_ns, actor: 'admin', action: 'order.place', entity_type: 'order', entity_id: '1', old_value: null, new_value: null, reason: null, success: true, error: null, trace: null, ...(recorded_ns === undefined ? {} : { recorded_ns }),
});

it('looks for a word without a dot as for the beginning that it is', () => {
  expect(actionSent('order')).toBe('order.');
  expect(actionSent(' order ')).toBe('order.');
});
it('leaves alone what has a dot, and nothing', () => {
  expect(actionSent('order.')).toBe('order.');
  expect(actionSent('order.place')).toBe('order.place');
  expect(actionSent('')).toBe('');
  expect(actionSent(undefined)).toBeUndefined();
});
it('has the time of the wall where it is told, and the session’s where they differ', () => {
  expect(timeOf(line(5e9))).toBe(5e9);
  expect(sessionTimeOf(line(5e9))).toBeNull();
  expect(timeOf(line(5e9, 90e9))).toBe(90e9);
  expect(sessionTimeOf(line(5e9, 90e9))).toBe(5e9);
  expect(sessionTimeOf(line(5e9, 5.9e9))).toBeNull();
});
it('leads to orders of this session’s journal alone', () => {
  const of = (entity_id: string, session?: string) => orderOf({ ...line(1), entity_id }, session);
  expect([of('k3f9-17', 'k3f9-2'), of('k3f9/17', 'k3f9-2')]).toEqual(['17', '17']);
  expect([of('a1b2-17', 'k3f9-2'), of('17', 'k3f9-2'), of('k3f9-17')]).toEqual([null, null, null]);
  expect(orderOf({ ...line(1), entity_type: 'limit', entity_id: 'k3f9-17' }, 'k3f9-2')).toBeNull();
});
