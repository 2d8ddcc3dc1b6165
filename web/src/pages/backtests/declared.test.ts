import { expect, it } from 'vitest';
import type { Compiled } from '../strategies/compiling';
import { declaredBy, namesOf, takenIn } from './declared';

const compiled: Compiled = {
  id: 'quoter', version: 3, ok: true, diagnostics: [], left_out: 0, class: 'Quoter', bytes: 4096,
  parameters: { size: { type: 'decimal', default: '0.001', unit: 'contracts', range: 'a number from 0 to 1', text: 'of a quote' } },
};

it('knows what code declares by compiling it', () => {
  const known = declaredBy(compiled);
  expect(known).toEqual({ name: 'quoter', text: '', parameters: [{ name: 'size', type: 'decimal', default: '0.001', unit: 'contracts', range: 'a number from 0 to 1', text: 'of a quote' }] });
  expect(typeof known === 'string' ? [] : namesOf(known)).toEqual(['size']);
});
it('says where code doesn’t compile', () => {
  const error = { line: 7, column: 1, end_line: 7, end_column: 2, severity: 'error' as const, code: 'CS1002', message: '; expected' };
  expect(declaredBy({ ...compiled, ok: false, parameters: null, diagnostics: [{ ...error, severity: 'warning', line: 1 }, error] })).toContain('line 7, ; expected');
});
it('moves what was given by name into the fields that are known meanwhile', () => {
  expect(takenIn({ parameters: { a: '1' }, further: [{ name: ' size ', value: '2' }, { name: 'other', value: '3' }] }, ['size'])).toEqual({ parameters: { a: '1', size: '2' }, further: [{ name: 'other', value: '3' }] });
  expect(takenIn({ parameters: {}, further: [{ name: 'other', value: '3' }] }, ['size'])).toBeUndefined();
});
