import { randomBytes, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../../src/config/config.js';
import { SecretBox } from '../../src/secrets/secret-box.js';
import { headerOf } from '../support/jwt.js';
import { kidOf, KeyKit, publishedBy } from '../support/key-kit.js';
import { useService } from '../support/service.js';

const TOKEN_SECONDS = 900;
const DAY_SECONDS = 86_400;
/** JWKS_MAX_AGE, and twice the time after which a replica looks for new keys. */
const LEAD_SECONDS = 360;
const SKEW_SECONDS = 60;

const service = useService();
const keys = new KeyKit(service);
beforeEach(() => keys.reset());

const signingKey = async () => kidOf(await service.admin());
const statusOf = async ({ token }: { token: string }) => (await service.get('/protected', { token })).status;

describe('the public keys', () => {
  it('contain only public members and may be cached', async () => {
    const { headers, body } = await service.get('/.well-known/jwks.json');

    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('content-type')).toContain('application/json');
    expect(body).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
          kid: await signingKey(),
          alg: 'ES256',
          use: 'sig',
        },
      ],
    });
  });

  it('are loaded at most once a second, however many key ids are invented', async () => {
    const { token } = await service.person();
    const forge = () => {
      const header = Buffer.from(JSON.stringify({ ...headerOf(token), kid: uuidv7() }));
      return [header.toString('base64url'), ...token.split('.').slice(1)].join('.');
    };
    let readings = 0;
    service.sequelize.options.logging = (sql) => void (readings += Number(/FROM `signing_keys`/.test(sql)));
    const end = Date.now() + 2500;

    const statuses = new Set<number>();
    const forgeOn = async () => {
      while (Date.now() < end) statuses.add(await statusOf({ token: forge() }));
    };
    await Promise.all(Array.from({ length: 20 }, forgeOn));
    service.sequelize.options.logging = false;

    expect([...statuses]).toEqual([401]);
    expect(readings).toBeGreaterThanOrEqual(1);
    expect(readings).toBeLessThanOrEqual(4);
  });
});

describe('a new key', () => {
  it('of another replica is found by its id, even if the keys were loaded just before it was created', async () => {
    await keys.ring.reload();
    await keys.rotate();
    const [key] = await service.rows<{ id: string }>('SELECT id FROM signing_keys ORDER BY generation DESC');

    expect(await keys.ring.find(key!.id)).toMatchObject({ id: key!.id });
  });

  it('is published before it signs', async () => {
    const before = await signingKey();

    await keys.rotate();
    await keys.ring.reload();
    const [, successor] = await publishedBy(service);
    service.travel(LEAD_SECONDS - 2);
    const early = await signingKey();
    service.travel(LEAD_SECONDS + 2);

    expect(await publishedBy(service)).toEqual([before, successor]);
    expect(early).toBe(before);
    expect(await signingKey()).toBe(successor);
  });

  it('gets no successor while it waits', async () => {
    await keys.rotate();
    await keys.rotate();
    await keys.ring.reload();

    expect(await publishedBy(service)).toHaveLength(2);
  });

  it('is created only once when two replicas need it at the same moment', async () => {
    await Promise.allSettled([keys.rotate(), keys.rotate(), keys.rotate()]);
    await keys.ring.reload();

    expect(await publishedBy(service)).toHaveLength(2);
  });

  it('is created once when the old key is too old', async () => {
    service.travel(90 * DAY_SECONDS - 10);
    await keys.ring.renewIfDue();
    const young = (await service.rows('SELECT id FROM signing_keys')).length;

    service.travel(90 * DAY_SECONDS + 10);
    await keys.ring.renewIfDue();
    service.travel(90 * DAY_SECONDS + LEAD_SECONDS + 20);
    await keys.ring.renewIfDue();

    expect(young).toBe(1);
    expect(await service.rows('SELECT id FROM signing_keys')).toHaveLength(2);
  });
});

describe('an old key', () => {
  it('stays until its last token has expired', async () => {
    await keys.rotate();
    service.travel(LEAD_SECONDS - 5);
    const last = await service.person();

    service.travel(LEAD_SECONDS + TOKEN_SECONDS - 15);
    const during = [await keys.retire(), await statusOf(last)];
    service.travel(LEAD_SECONDS + TOKEN_SECONDS + SKEW_SECONDS + 5);
    const after = [await keys.retire(), await statusOf(last)];

    expect(during).toEqual([0, 200]);
    expect(after).toEqual([1, 401]);
    expect(await publishedBy(service)).toEqual([expect.not.stringMatching(kidOf(last))]);
  });

  it('is never retired when it is the only one', async () => {
    service.travel(400 * DAY_SECONDS);

    expect(await keys.retire()).toBe(0);
  });
});

describe('a stored key', () => {
  it('cannot be decrypted without SECRET_KEY, or in the row of another key', async () => {
    const [row] = await service.rows<{ id: string; encrypted_private_key: string }>(
      'SELECT id, encrypted_private_key FROM signing_keys',
    );
    const { id, encrypted_private_key: sealed } = row!;
    const stranger = new SecretBox({ secretKey: randomBytes(32) } as Config);
    const own = service.app.get(SecretBox);

    expect(Buffer.from(sealed, 'base64').toString() + sealed).not.toContain('PRIVATE KEY');
    expect(() => stranger.open(sealed, id)).toThrow(/SECRET_KEY/);
    expect(() => own.open(sealed, randomUUID())).toThrow();
    expect(own.open(sealed, id)).toContain('PRIVATE KEY');
  });
});
