import * as fc from 'fast-check';
import { bytesOf, type JsonObject, merged, objectIn, textOf } from './json-object.js';

describe('a merge patch', () => {
  /** The examples of RFC 7396, appendix A, that are objects. */
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j and %j what RFC 7396 says', (target, patch, result) => {
    expect(merged(target, patch)).toEqual(result);
  });

  it('reaches no prototype', () => {
    const patch = JSON.parse('{"__proto__":{"isAdmin":true},"a":1}') as JsonObject;

    const result = merged({}, patch);

    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(JSON.stringify(result)).toBe('{"__proto__":{"isAdmin":true},"a":1}');
  });
});

describe('the text of an object', () => {
  it('is read as the same object', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false }));

    fc.assert(
      fc.property(objects, (object) => {
        const json = JSON.stringify(object);
        expect(JSON.stringify(objectIn(textOf(JSON.parse(json) as JsonObject)))).toBe(json);
      }),
    );
  });

  it('is measured in bytes, not in characters', () => {
    expect(bytesOf({ a: 'é😀' })).toBe(14);
  });
});
