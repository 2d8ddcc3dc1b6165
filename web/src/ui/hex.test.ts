import { expect, it } from 'vitest';
import { heatInk, heatScale } from './heatColours';
import { rgbOf } from './hex';

it('reads colours of three digits as of six', () => {
  expect(['#fff', '#ffffff', '#0af', '#00aaff', '#5aa9ff22', '#0a58', ' #10151c'].map(rgbOf)).toEqual([[255, 255, 255], [255, 255, 255], [0, 170, 255], [0, 170, 255], [90, 169, 255], [0, 170, 85], [16, 21, 28]]);
});
it('knows what is no such colour', () => expect(['', 'white', '#ff', '#fffff', '#ggg'].map(rgbOf)).toEqual([null, null, null, null, null]));

it('makes a heat map the same however the build writes its colours', () => {
  const scale = (ground: string) => heatScale([-2, 1], { up: '#00665a', down: '#a23c06', ground });
  expect([-2, -1, 0, 1].map(scale('#fff').of)).toEqual([-2, -1, 0, 1].map(scale('#ffffff').of));
  // Nothing is nearly the ground.
  expect(scale('#fff').of(0)).toBe('#ebf3f2');
  expect(heatInk('#111', ['#17202b', '#fff'])).toBe('#fff');
});
