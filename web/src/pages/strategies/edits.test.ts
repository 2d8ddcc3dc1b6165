import { expect, it } from 'vitest';
import { dropEdits, edit, editsOf } from './edits';

it('keeps what was typed of each strategy until it is dropped', () => {
  edit('a', 'size', '2', '1');
  edit('a', 'spread', '3', '1');
  edit('b', 'size', '9', '1');
  expect([editsOf('a'), editsOf('b')]).toEqual([{ size: '2', spread: '3' }, { size: '9' }]);
  dropEdits('a');
  expect([editsOf('a'), editsOf('b')]).toEqual([{}, { size: '9' }]);
});
it('is no edit that says what holds already', () => {
  edit('c', 'size', '2', '1');
  edit('c', 'size', '1', '1');
  expect(editsOf('c')).toEqual({});
});
