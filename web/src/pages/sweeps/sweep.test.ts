import { describe, expect, test } from 'vitest';
import { heatOf } from './heat';
import { numberOf, sortedValues, type Point } from './sweep';
import { combinationsOf, countOf, rowOf, varyText } from './vary';

describe('what is varied', () => {
  test('comes back from its text', () => {
    for (const text of ['spread=1:10:1', 'size=0.001,0.002', 'gamma=log:0.001:10:9', 'gamma=log:0.001:10', 'adj=0.2:3', 'widening=off,on']) expect(varyText(rowOf(text))).toBe(text);
  });
  test('has its values counted, the last one where a step meets it', () => {
    expect(['a=1:10:1', 'a=0.1:0.3:0.1', 'a=1:10:2', 'a=3:1:-1', 'a=1,2,2', 'a=log:1:8:4', 'a=100ms:500ms:100ms'].map(t => countOf(rowOf(t)))).toEqual([10, 3, 5, 3, 2, 4, 5]);
  });
  test('is not counted where only the program can', () => {
    expect(['a=1:10', 'a=1:10:0', 'a=500ms:2s:500ms', 'a=x:2:1', 'a=1:5:-1'].map(t => countOf(rowOf(t)))).toEqual([null, null, null, null, null]);
    expect(combinationsOf(['a=1:3:1', 'b=1,2'].map(rowOf))).toBe(6);
    expect(combinationsOf(['a=1:3:1', 'b=1:2'].map(rowOf))).toBeNull();
  });
});

test('values are sorted by size, times by their length, words as they came', () => {
  expect(sortedValues(['10', '2', '1'])).toEqual(['1', '2', '10']);
  expect(sortedValues(['1s', '500ms', '2m'])).toEqual(['500ms', '1s', '2m']);
  expect(sortedValues(['off', 'on', 'off'])).toEqual(['off', 'on']);
  expect(numberOf('1e-3')).toBe(0.001);
});

describe('a heat map', () => {
  const point = (a: string, b: string, value: number): Point => ({ rank: 1, parameters: { a, b }, error: null, figures: { f: value }, returns: null });
  const points = [point('1', 'x', 5), point('1', 'y', -3), point('2', 'x', 1), point('2', 'y', 2)];
  test('has a cell for each pair', () => {
    const heat = heatOf(points, 'a', 'b', 'f', false, 'best');
    expect(heat.cells.map(row => row.map(c => c?.value))).toEqual([[5, 1], [-3, 2]]);
    expect(heat.best).toEqual([0, 0]);
  });
  test('shows the best, the middle or the worst of what falls into a cell', () => {
    expect((['best', 'worst'] as const).map(shown => heatOf(points, 'a', null, 'f', false, shown).cells[0]!.map(c => c?.value))).toEqual([[5, 2], [-3, 1]]);
    expect(heatOf(points, 'a', null, 'f', true, 'best').cells[0]!.map(c => c?.value)).toEqual([-3, 1]);
  });
  test('leaves out points without the figure', () => {
    expect(heatOf([{ ...point('1', 'x', 1), figures: {} }], 'a', 'b', 'f', false, 'best').best).toBeNull();
  });
});
