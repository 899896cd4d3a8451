import * as fc from 'fast-check';
import { bytesOf, type JsonObject } from '../../src/common/json-object.js';
import type { Answer } from '../support/client.js';
import { freshName, PASSWORD, type Person } from '../support/people.js';
import { expectFaults, expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();

let admin: Person;
let person: Person;
beforeAll(async () => void (admin = await service.admin()));
beforeEach(async () => void (person = await service.person()));

const own = (changes: object) => service.patch('/me', changes, { token: person.token });
const byAdmin = (changes: object) => service.patch(`/users/${person.id}`, changes, { token: admin.token });
const me = async () => (await service.get('/me', { token: person.token })).body;
const ruleOf = ({ status, body }: Answer) => [status, body.errors?.[0].field, body.errors?.[0].rule];
const nested = (levels: number): JsonObject => (levels === 1 ? {} : { a: nested(levels - 1) });

describe('the profile of a user', () => {
  it('is empty at first', async () => {
    expect(await me()).toMatchObject({ displayName: null, locale: null, metadata: {}, appMetadata: {} });
  });

  it('can be set by its user and read by admins', async () => {
    const profile = { displayName: 'Zoë 👩‍🚀 Ω', locale: 'pt-BR', metadata: { theme: 'dark' } };

    const changed = await own(profile);
    const read = await service.get(`/users/${person.id}`, { token: admin.token });

    expect([changed.status, changed.body]).toEqual([200, read.body]);
    expect(read.body).toMatchObject(profile);
  });

  it('can be set by a registration, and by an admin who creates a user', async () => {
    const profile = { displayName: 'Ada', locale: 'en', metadata: { from: 'ads' } };
    const registered = await service.post('/register', { name: freshName(), password: PASSWORD, ...profile });
    const user = { name: freshName(), password: PASSWORD, ...profile, appMetadata: { plan: 'pro' } };
    const created = await service.post('/users', user, { token: admin.token });

    expect(registered.body.user).toMatchObject({ ...profile, appMetadata: {} });
    expect(created.body).toMatchObject({ ...profile, appMetadata: { plan: 'pro' } });
  });

  it('has fields that are removed by null, and that stay when they are left out', async () => {
    await own({ displayName: 'Ada', locale: 'de', metadata: { a: 1 } });
    const partly = await own({ displayName: null });
    const wholly = await own({ locale: null, metadata: null });

    expect(partly.body).toMatchObject({ displayName: null, locale: 'de', metadata: { a: 1 } });
    expect(wholly.body).toMatchObject({ displayName: null, locale: null, metadata: {} });
  });

  it('is exported and deleted with the account', async () => {
    await own({ displayName: 'Ada', metadata: { secretPlan: 'moon' } });
    await byAdmin({ appMetadata: { plan: 'pro' } });
    const exported = await service.get('/me/export', { token: person.token });
    await service.delete('/me', { password: person.password }, { token: person.token });

    expect(exported.body.user).toMatchObject({ displayName: 'Ada', appMetadata: { plan: 'pro' } });
    expect(await service.rows(`SELECT id FROM users WHERE id = '${person.id}'`)).toEqual([]);
  });

  it('is recorded in the audit log by the names of changed fields, never by their values', async () => {
    await own({ displayName: 'Hidden', locale: 'de', metadata: { a: 'hidden' } });
    await own({ displayName: 'Hidden', locale: 'DE', metadata: { a: 'hidden' } });
    await byAdmin({ appMetadata: { plan: 'hidden' } });
    const { body } = await service.get(`/audit?subject=${person.id}`, { token: admin.token });

    const changes = body.filter(({ type }: { type: string }) => type === 'user.changed');
    const fields = changes.map(({ detail }: { detail: { fields: string[] } }) => detail.fields);
    expect(fields.toReversed()).toEqual([['displayName', 'locale', 'metadata'], ['appMetadata']]);
    expect(JSON.stringify(body)).not.toMatch(/hidden/i);
  });
});

describe('displayName', () => {
  it('has 1 to 100 characters after Unicode normalization, and is stored normalized', async () => {
    const composed = 'é'.repeat(100);

    const { body } = await own({ displayName: composed.normalize('NFD') });

    expect(body.displayName).toBe(composed);
    expect(ruleOf(await own({ displayName: `${composed}x` }))).toEqual([400, 'displayName', 'too_long']);
    expect(ruleOf(await own({ displayName: '' }))).toEqual([400, 'displayName', 'too_short']);
    expect((await own({ displayName: '👩‍🚀'.repeat(33) })).status).toBe(200);
  });

  it.each([
    ['a line break', 'Ada\nAdmin'],
    ['a tab', 'Ada\tAdmin'],
    ['an escape', 'Ada\u001b[31m'],
    ['a line separator', 'Ada\u2028Admin'],
    ['a right-to-left override', 'Ada\u202enimda'],
    ['an isolate', 'Ada\u2066nimda\u2069'],
    ['a byte order mark', '\ufeffAda'],
    ['nothing visible', '\u200d \u200d'],
  ])('refuses %s', async (_, displayName) => {
    expect(ruleOf(await own({ displayName }))).toEqual([400, 'displayName', 'pattern']);
  });
});

describe('locale', () => {
  it.each([
    ['de', 'de'],
    ['PT-br', 'pt-BR'],
    ['zh-hant-tw', 'zh-Hant-TW'],
  ])('stores %s as %s', async (locale, canonical) => {
    expect((await own({ locale })).body.locale).toBe(canonical);
  });

  it.each(['a language', 'de_DE', 'x', '*', 'de-', 'de,en;q=0.5', `de-${'a1234567-'.repeat(5)}b`])(
    'refuses %s',
    async (locale) => {
      const [status, field] = ruleOf(await own({ locale }));
      expect([status, field]).toEqual([400, 'locale']);
    },
  );
});

describe('metadata', () => {
  it('is returned exactly as it was sent', async () => {
    const values = fc.jsonValue({ maxDepth: 4 }).filter(isExact);
    const objects = fc
      .dictionary(fc.string({ unit: 'grapheme', maxLength: 8 }).filter(isName), values, { maxKeys: 5 })
      .map(withoutNulls)
      .filter((object) => bytesOf(object) <= 4096);

    await fc.assert(
      fc.asyncProperty(objects, async (object) => {
        await byAdmin({ metadata: null });
        const { status, body } = await byAdmin({ metadata: object });
        expect([status, body.metadata]).toEqual([200, object]);
      }),
      { numRuns: 60 },
    );
  });

  it('merges members, and null removes one', async () => {
    await own({ metadata: { theme: 'dark', tour: { done: true, step: 3 }, list: [1, null] } });

    const { body } = await own({ metadata: { theme: null, tour: { step: 4 }, news: false } });

    expect(body.metadata).toEqual({ tour: { done: true, step: 4 }, list: [1, null], news: false });
  });

  it('keeps all members when several are set at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];

    const answers = await Promise.all(names.map((name) => own({ metadata: { [name]: name } })));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await me()).metadata).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  });

  it('has at most 4096 bytes as JSON, also after a merge', async () => {
    const full = { a: 'é'.repeat((4096 - '{"a":""}'.length) / 2) };

    expect((await own({ metadata: full })).status).toBe(200);
    expect(ruleOf(await own({ metadata: { a: `${full.a}x` } }))).toEqual([400, 'metadata', 'too_long']);
    expect(ruleOf(await own({ metadata: { b: 1 } }))).toEqual([400, 'metadata', 'too_long']);
    expect((await me()).metadata).toEqual(full);
  });

  it('is nested at most eight levels deep', async () => {
    expect((await own({ metadata: nested(8) })).status).toBe(200);
    expect(ruleOf(await own({ metadata: nested(9) }))).toEqual([400, 'metadata', 'too_deep']);
  });

  it.each<[string, unknown, string]>([
    ['a list', [1], 'wrong_type'],
    ['a string', 'x', 'wrong_type'],
    ['half of a surrogate pair', { a: '\ud800' }, 'malformed_text'],
    ['NUL in a name', { 'a\0': 1 }, 'malformed_text'],
    ['a whole number that is rounded', { a: 2 ** 53 }, 'inexact_number'],
  ])('refuses %s', async (_, metadata, rule) => {
    expect(ruleOf(await own({ metadata }))).toEqual([400, 'metadata', rule]);
  });

  it.each(['{"a":1e400}', '{"a":{"b":[12345678901234567890]}}'])(
    'refuses %s, whose number would be rounded',
    async (json) => {
      const headers = { 'content-type': 'application/json' };
      const raw = `{"metadata":${json}}`;

      const answer = await service.patch('/me', undefined, { token: person.token, raw, headers });

      expect(ruleOf(answer)).toEqual([400, 'metadata', 'inexact_number']);
    },
  );

  it.each(['__proto__', 'constructor', 'toString'])('refuses a member named %s', async (name) => {
    const raw = `{"metadata":{"a":{"${name}":{"isAdmin":true}}}}`;
    const headers = { 'content-type': 'application/json' };

    const answer = await service.patch('/me', undefined, { token: person.token, raw, headers });

    expectProblem(answer, 400, 'malformed_body');
  });
});

describe('appMetadata', () => {
  it('can only be changed by admins', async () => {
    const profile = { appMetadata: { plan: 'pro' } };
    const refused = [await own(profile), await service.post('/register', { ...profile, name: freshName() })];

    for (const answer of refused) expect(answer.body.errors).toContainEqual(unknownField);
    expect((await byAdmin(profile)).body).toMatchObject(profile);
    expect((await me()).appMetadata).toEqual({ plan: 'pro' });
  });

  it('of other users can only be read by admins', async () => {
    const { token } = await service.person();
    await byAdmin({ appMetadata: { plan: 'pro' } });

    expectProblem(await service.get(`/users/${person.id}`, { token }), 403, 'forbidden');
    expectProblem(await service.get('/users', { token }), 403, 'forbidden');
  });

  it('does not affect sessions when tokens do not contain it', async () => {
    await byAdmin({ appMetadata: { plan: 'pro' } });

    expect((await service.get('/protected', { token: person.token })).status).toBe(200);
  });
});

describe('text that a browser would run', () => {
  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '{{7*7}}',
    "'; DROP TABLE users; --",
  ])('is returned unchanged, as JSON: %s', async (text) => {
    const profile = { displayName: text, metadata: { [text]: text } };

    await byAdmin({ ...profile, appMetadata: { [text]: text } });
    const { headers, body } = await service.get('/me', { token: person.token });

    expect(body).toMatchObject({ ...profile, appMetadata: { [text]: text } });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('cannot be a locale', async () => {
    expectFaults(await own({ locale: '<script>' }), 'locale');
  });
});

const unknownField = expect.objectContaining({ field: 'appMetadata', rule: 'unknown_field' });

const isName = (name: string) => !(name in Object.prototype) && name !== 'prototype';

function isExact(value: unknown): boolean {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? !Object.is(value, -0) : !Number.isInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => isName(name) && isExact(inner));
}

/** Removes members that are null, because a merge patch removes them, too. In lists, null is a value. */
function withoutNulls(object: Record<string, unknown>): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isRecord(value) ? withoutNulls(value) : value]),
  ) as JsonObject;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
