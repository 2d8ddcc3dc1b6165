import { expect, test } from 'vitest';
import { queued } from './queued';

const turn = () => new Promise<void>(done => setTimeout(done));

test('no more run at a time than may, in turn, and one that fails makes room', async () => {
  const run = queued(2), begun: number[] = [], ends: ((isGood: boolean) => void)[] = [];
  const all = [0, 1, 2, 3].map(i =>
    run(new AbortController().signal, () => {
      begun.push(i);
      return new Promise<number>((good, bad) => (ends[i] = isGood => (isGood ? good(i) : bad(new Error('no')))));
    }).catch(() => -1),
  );
  await turn();
  expect(begun).toEqual([0, 1]);
  ends[1]!(false);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]!(true);
  await turn();
  ends[2]!(true);
  ends[3]!(true);
  expect(await Promise.all(all)).toEqual([0, -1, 2, 3]);
});

test('what is given up while it waits never begins, and keeps nobody waiting', async () => {
  const run = queued(1), leaving = new AbortController();
  let end = () => {}, hasBegun = false;
  const first = run(new AbortController().signal, () => new Promise<void>(done => (end = done)));
  const second = run(leaving.signal, async () => void (hasBegun = true));
  const third = run(new AbortController().signal, () => Promise.resolve('there'));
  leaving.abort();
  await expect(second).rejects.toThrow();
  await turn();
  end();
  await first;
  expect(await third).toBe('there');
  expect(hasBegun).toBe(false);
});
