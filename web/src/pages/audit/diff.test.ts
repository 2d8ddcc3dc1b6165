import { describe, expect, it } from 'vitest';
import { changesOf } from './diff';

describe('what an entry of the audit log changed', () => {
  it('is told field by field', () =>
    expect(changesOf('{"price":1.5,"state":"placed","reason":null}', '{"price":1.6,"state":"placed","filled":0}')).toEqual([
      { field: 'price', before: '1.5', after: '1.6', isSame: false },
      { field: 'state', before: 'placed', after: 'placed', isSame: true },
      { field: 'reason', before: 'null', after: null, isSame: false },
      { field: 'filled', before: null, after: '0', isSame: false },
    ]));

  it('goes into what lies within', () => expect(changesOf(null, '{"a":{"b":[1,2]},"c":[{"d":true}]}').map(c => [c.field, c.after])).toEqual([['a.b', '1, 2'], ['c.0.d', 'true']]));

  it('takes what is no JSON as it is', () => expect(changesOf('0.5', 'none')).toEqual([{ field: '', before: '0.5', after: 'none', isSame: false }]));
});
