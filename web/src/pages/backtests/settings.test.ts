import { describe, expect, test } from 'vitest';
import { Problem } from '../../api/client';
import { noDraft, ofRequest, toRequest, wrongOf, type JobRequest } from './settings';

describe('a draft', () => {
  test('says nothing of what was left empty', () => {
    expect(toRequest({ ...noDraft, data: ['a.tlr'], parameters: { spread: ' ' } }, ['spread'])).toEqual({ settings: { data: ['a.tlr'] } });
  });
  test('gives both fees where one is given', () => {
    expect(toRequest({ ...noDraft, maker: '-0.0001' }, []).settings.models).toEqual({ fees: 'maker=-0.0001,taker=0.0005' });
  });
  test('comes back from the request that it made', () => {
    const request: JobRequest = {
      settings: {
        strategy: 'glft', data: ['a.tlr', 'b.tlr'], parameters: { gamma: '0.1', new_one: '3' },
        models: { queue: 'power:n=2', latency: 'constant:1ms,1ms', fees: 'tiers:0=0.0002/0.0005,1000=0/0.0004' }, margin: { deposit: '1000', leverage: '5' }, risk: { max_order: '1' }, seed: '7',
      },
      from: '30s', to: '90s',
    };
    expect(toRequest(ofRequest(request, ['gamma']), ['gamma'])).toEqual(request);
  });
  test('takes requests that others wrote, with objects and numbers', () => {
    const draft = ofRequest({ settings: { data: 'a.tlr', parameters: { spread: 2.5 }, models: { fees: { maker: 0, taker: 0.0004 } }, seed: 3 } }, ['spread']);
    expect(draft).toMatchObject({ data: ['a.tlr'], parameters: { spread: '2.5' }, maker: '0', taker: '0.0004', seed: '3' });
  });
});

describe('what the server says is wrong', () => {
  test('stands beside its field, or else below all', () => {
    const wrong = wrongOf(new Problem(400, 'all of it', { from: ['right is a time'], 'settings.other': ['is unknown'] }), field => field === 'from');
    expect(wrong.of('from')).toBe('right is a time');
    expect(wrong.of('to')).toBeUndefined();
    expect(wrong.rest).toEqual(['settings.other: is unknown']);
  });
  test('is said whole where it names no field', () => {
    expect(wrongOf(new Problem(429, '16 wait already'), () => true).rest).toEqual(['16 wait already']);
  });
});
