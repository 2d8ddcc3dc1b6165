import { expect, it } from 'vitest';
import { Problem } from '../api/client';
import { faultsOf } from './faults';

it('has a line for each field, by the parameter’s name', () => {
  expect(faultsOf(new Problem(422, 'parameters.size: right is a number; parameters.most: too large', { 'parameters.size': ['right is a number'], 'parameters.most': ['too large'] }))).toEqual({
    text: '',
    list: [{ name: 'size', text: 'right is a number' }, { name: 'most', text: 'too large' }],
  });
});
it('keeps what is said besides the fields', () => {
  expect(faultsOf(new Problem(422, 'It can’t begin.', { size: ['right is a number', 'and not below 0'] }))).toEqual({ text: 'It can’t begin.', list: [{ name: 'size', text: 'right is a number; and not below 0' }] });
});
it('has a line for each of the compiler’s', () => {
  expect(faultsOf(new Problem(422, "q.cs doesn't compile\nq.cs(1,30): CS0029: Cannot convert\nand more\n"))).toEqual({
    text: "q.cs doesn't compile",
    list: [{ name: 'line 1', text: 'Cannot convert' }, { name: null, text: 'and more' }],
  });
});
it('is one sentence where there is no more', () => expect(faultsOf(new Error('no room'))).toEqual({ text: 'no room', list: [] }));
