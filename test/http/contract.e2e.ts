import { v7 as uuidv7 } from 'uuid';
import { type Case, ContractKit, type Sent } from '../support/contract-kit.js';
import { audienceOf, codesOf, type Operation } from '../support/document.js';
import { deviceCases } from '../support/device-cases.js';
import { factorCases, loginCases } from '../support/factor-cases.js';
import { passkeyCases } from '../support/passkey-cases.js';
import { loggedMail, loggedSignIn } from '../support/logged-mails.js';
import { ADMIN, freshName, PASSWORD, type Person } from '../support/people.js';
import { useService } from '../support/service.js';
import { clientToken, type Credentials, makeServiceClient } from '../support/service-clients.js';

const PROFILE = { displayName: 'Alice', locale: 'en', metadata: { tour: { step: 3 } } };
const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const service = useService({ METRICS_TOKEN, LOGIN_BY_EMAIL: 'on', MFA_REMEMBER: '30d' });

let kit: ContractKit;
let admin: Person;
let person: Person;
let client: Credentials;

beforeAll(async () => {
  kit = await ContractKit.of(service);
  ({ admin, client } = kit.operations);
  await service.put('/roles/editor', { description: 'Edits' }, { token: admin.token });
});

/** Each test may delete its user. */
beforeEach(async () => {
  person = await service.person();
});

const byAdmin = (expected: string, sent: Sent = {}): Case => [expected, { token: admin.token, ...sent }];
const byPerson = (expected: string, sent: Sent = {}): Case => [expected, { token: person.token, ...sent }];
const byClient = (expected: string, sent: Sent = {}): Case => [
  expected,
  { ...sent, headers: { authorization: client.basic, ...sent.headers } },
];
const unknown = { id: uuidv7() };
const cookie = (value: string, origin = 'https://auth.example.com') => ({
  headers: { cookie: `__Host-watchword_refresh=${value}`, origin },
});

const PAGES = (list: typeof byAdmin): Case[] => [
  list('200', { query: '?limit=1' }),
  list('400 validation_failed', { query: '?limit=0' }),
  list('400 validation_failed', { query: '?after=YQ==' }),
];

/** The requests to each operation with the expected responses, in the order of the document's tags. */
const CASES: Record<string, () => Case[] | Promise<Case[]>> = {
  ...factorCases(service, { person: () => person, admin: () => admin }),
  ...passkeyCases(service, () => person),
  ...deviceCases(service, () => client),
  registerUser: () => [
    ['201', { fields: { name: freshName(), password: PASSWORD, email: 'a@example.com' } }],
    ['201', { fields: { name: freshName(), password: PASSWORD, ...PROFILE }, query: '?signIn=true' }],
    ['201', { fields: { name: freshName(), password: PASSWORD }, query: '?signIn=true&cookie=true' }],
    ['400 validation_failed', { fields: { name: 'al' }, query: '?signIn=1' }],
    ['409 name_taken', { fields: { name: ADMIN.name, password: PASSWORD } }],
  ],
  logIn: async () => [
    ['200', { fields: { name: person.name, password: PASSWORD } }],
    ['200', { fields: { name: person.name, password: PASSWORD }, query: '?cookie=true' }],
    ['400 validation_failed', { fields: { name: person.name, password: PASSWORD }, query: '?cookie=1' }],
    ['401 invalid_credentials', { fields: { name: person.name, password: 'wrong' } }],
    ...(await loginCases(service)),
  ],
  requestEmailLogin: () => [
    ['202', { fields: { login: person.name } }],
    ['202', { fields: { login: 'unknown' } }],
    ['400 validation_failed', { fields: {} }],
  ],
  logInByEmail: async () => [
    ['200', { fields: { token: await loggedSignIn(service) } }],
    ['200', { fields: { token: await loggedSignIn(service) }, query: '?cookie=true' }],
    ['400 validation_failed', { fields: { code: '12345678' } }],
    ['400 validation_failed', { fields: { token: 'unknown' }, query: '?cookie=1' }],
    ['400 invalid_token', { fields: { token: 'unknown' } }],
  ],
  refreshSession: () => [
    ['200', { fields: { refreshToken: person.refreshToken } }],
    ['400 validation_failed', { fields: { refreshToken: 7 } }],
    ['401 invalid_refresh_token', { fields: { refreshToken: 'wrong' } }],
    ['403 origin_refused', cookie(person.refreshToken, 'https://evil.example')],
  ],
  logOut: async () => [
    ['204', cookie((await service.person()).refreshToken)],
    ['401 invalid_refresh_token', cookie('wrong')],
    ['403 origin_refused', cookie(person.refreshToken, 'https://evil.example')],
    byPerson('204'),
  ],
  getProtected: () => [byPerson('200')],
  getMe: () => [byPerson('200')],
  updateMe: () => [
    byPerson('200', { fields: { email: null, ...PROFILE } }),
    byPerson('400 validation_failed', { fields: { age: 7, metadata: [] } }),
    byPerson('409 name_taken', { fields: { name: ADMIN.name } }),
  ],
  deleteMe: () => [
    byPerson('400 validation_failed', { fields: {} }),
    byPerson('403 wrong_password', { fields: { password: 'wrong' } }),
    byAdmin('409 last_admin', { fields: { password: ADMIN.password } }),
    byPerson('204', { fields: { password: PASSWORD } }),
  ],
  changeMyPassword: () => [
    byPerson('400 validation_failed', { fields: { currentPassword: PASSWORD, newPassword: 'password' } }),
    byPerson('403 wrong_password', { fields: { currentPassword: 'wrong', newPassword: ADMIN.password } }),
    byPerson('204', { fields: { currentPassword: PASSWORD, newPassword: ADMIN.password } }),
  ],
  exportMyData: () => [byPerson('200')],
  listMyEvents: () => PAGES(byPerson),
  listUsers: () => PAGES(byAdmin),
  createUser: () => [
    byAdmin('201', { fields: { name: freshName(), password: PASSWORD, roles: ['user'], ...PROFILE } }),
    byAdmin('400 validation_failed', { fields: { name: freshName(), password: PASSWORD, roles: ['nope'] } }),
    byAdmin('409 name_taken', { fields: { name: ADMIN.name, password: PASSWORD } }),
  ],
  getUser: () => [byAdmin('200', { id: person.id }), byAdmin('404 user_not_found', unknown)],
  updateUser: () => [
    byAdmin('200', { id: person.id, fields: { disabled: true, appMetadata: { plan: { seats: 5 } } } }),
    byAdmin('400 validation_failed', { id: person.id, fields: { disabled: 'yes' } }),
    byAdmin('404 user_not_found', { ...unknown, fields: {} }),
    byAdmin('409 name_taken', { id: person.id, fields: { name: ADMIN.name } }),
    byAdmin('409 last_admin', { id: admin.id, fields: { roles: [] } }),
  ],
  deleteUser: () => [
    byAdmin('204', { id: person.id }),
    byAdmin('404 user_not_found', unknown),
    byAdmin('409 last_admin', { id: admin.id }),
  ],
  inviteUser: async () => [
    byAdmin('202', { id: (await loggedMail(service)).id }),
    byAdmin('404 user_not_found', unknown),
    byAdmin('409 no_address', { id: person.id }),
  ],
  verifyEmail: async () => [
    ['204', { fields: { token: (await loggedMail(service)).token } }],
    ['400 validation_failed', { fields: {} }],
    ['400 invalid_token', { fields: { token: 'unknown' } }],
  ],
  resendVerification: () => [
    ['202', { fields: { login: person.name } }],
    ['400 validation_failed', { fields: {} }],
  ],
  undoEmailChange: () => [
    ['400 validation_failed', { fields: {} }],
    ['400 invalid_token', { fields: { token: 'unknown' } }],
  ],
  forgotPassword: () => [
    ['202', { fields: { login: person.name } }],
    ['400 validation_failed', { fields: {} }],
  ],
  resetPassword: () => [
    ['400 validation_failed', { fields: { newPassword: PASSWORD } }],
    ['400 invalid_token', { fields: { token: 'unknown', newPassword: PASSWORD } }],
  ],
  listMails: () => PAGES(byAdmin),
  retryMail: () => [byAdmin('404 mail_not_found', unknown)],
  listUserSessions: () => [byAdmin('200', { id: person.id }), byAdmin('404 user_not_found', unknown)],
  endUserSessions: () => [byAdmin('204', { id: person.id }), byAdmin('404 user_not_found', unknown)],
  listRoles: () => [byAdmin('200')],
  putRole: () => [
    byAdmin('200', { id: 'editor', fields: { description: 'Edits' } }),
    byAdmin('400 validation_failed', { id: 'Editor', fields: { description: 'Edits' } }),
  ],
  deleteRole: () => [
    byAdmin('204', { id: 'editor' }),
    byAdmin('404 role_not_found', { id: 'editor' }),
    byAdmin('409 role_protected', { id: 'user' }),
  ],
  listAuditEvents: () => PAGES(byAdmin),
  exportAuditEvents: () => [byAdmin('200'), byAdmin('400 validation_failed', { query: '?type=nope' })],
  listSessions: () => [byPerson('200')],
  endSession: async () => {
    const { body } = await service.get('/sessions', { token: person.token });
    return [byPerson('404 session_not_found', unknown), byPerson('204', { id: body[0].id })];
  },
  endAllSessions: () => [byPerson('204')],
  countSignIns: () => [byAdmin('200')],
  listKeys: () => [byAdmin('200')],
  rotateKeys: () => [byAdmin('204')],
  listClients: () => [byAdmin('200')],
  createClient: () => [
    byAdmin('201', { fields: { name: 'orders', scopes: ['orders:read'] } }),
    byAdmin('400 validation_failed', { fields: { name: '' } }),
  ],
  getClient: () => [byAdmin('200', { id: client.id }), byAdmin('404 client_not_found', unknown)],
  updateClient: () => [
    byAdmin('200', { id: client.id, fields: { name: 'orders' } }),
    byAdmin('400 validation_failed', { id: client.id, fields: { scopes: 'all' } }),
    byAdmin('404 client_not_found', { ...unknown, fields: {} }),
  ],
  deleteClient: async () => [
    byAdmin('204', { id: (await makeServiceClient(service, admin)).id }),
    byAdmin('404 client_not_found', unknown),
  ],
  createClientSecret: async () => {
    const { id } = await makeServiceClient(service, admin);
    return [
      byAdmin('201', { id }),
      byAdmin('201', { id }),
      byAdmin('409 secret_too_new', { id }),
      byAdmin('404 client_not_found', unknown),
    ];
  },
  deletePreviousClientSecret: () => [
    byAdmin('204', { id: client.id }),
    byAdmin('404 client_not_found', unknown),
  ],
  introspectToken: async () => [
    byClient('200', { fields: { token: person.token } }),
    byClient('200', { fields: { token: person.refreshToken } }),
    byClient('200', { fields: { token: await clientToken(service, client) } }),
    byClient('200', { fields: { token: 'wrong' } }),
    byClient('400 invalid_request', { fields: {} }),
  ],
  revokeToken: async () => {
    const other = await clientToken(service, await makeServiceClient(service, admin));
    return [
      byClient('200', { fields: { token: person.token } }),
      byClient('400 unauthorized_client', { fields: { token: other } }),
      byClient('400 invalid_request', { fields: {} }),
    ];
  },
  getServerMetadata: () => [['200', {}]],
  listRevocations: () => [byClient('200'), byClient('400 validation_failed', { query: '?after=x' })],
  streamRevocations: () => [
    byClient('200'),
    byClient('400 validation_failed', { headers: { 'last-event-id': 'x' } }),
  ],
  getJwks: () => [['200', {}]],
  verifyRequest: () => [
    byPerson('200'),
    byPerson('400 validation_failed', { query: '?role=' }),
    byPerson('403 forbidden', { query: '?role=admin' }),
  ],
  getWelcome: () => [['200', {}]],
  getLiveness: () => [['200', {}]],
  getReadiness: () => [['200', {}]],
  getMetrics: () => [
    ['200', { token: METRICS_TOKEN }],
    ['401 wrong_metrics_token', {}],
  ],
};

const NAMES = Object.keys(CASES);

describe('the contract', () => {
  it('is tested on every operation of the document', () => {
    expect(NAMES.toSorted()).toEqual(kit.operations.all.map(({ operationId }) => operationId).toSorted());
  });

  it.each(NAMES)('is kept by %s, in success and in each specific failure', async (name) => {
    for (const [expected, sent] of await CASES[name]!()) await kit.expect(kit.named(name), expected, sent);
  });

  it.each(NAMES)('is kept by %s when the caller is not allowed', async (name) => {
    const operation = kit.named(name);
    const sent = { id: person.id };
    const isPublic = audienceOf(operation) === 'public';
    if (isPublic && !takesToken(operation))
      return expect(codesOf(operation)).not.toContain('unauthenticated');

    if (!isPublic) await kit.expect(operation, refusalOf(operation), sent);
    if (audienceOf(operation) !== 'clients') {
      await kit.expect(operation, '401 unauthenticated', { ...sent, token: 'forged' });
      const token = await clientToken(service, client);
      await kit.expect(operation, '403 forbidden', { ...sent, token });
    }
  });

  it.each(NAMES)('is kept by %s when the request cannot be parsed', async (name) => {
    const operation = kit.named(name);
    const isOAuth = operation.path.startsWith('/oauth');
    const authorization = audienceOf(operation) === 'clients' ? client.basic : `Bearer ${admin.token}`;
    const sent = { id: person.id, headers: { authorization } };
    const outcome = (status: number, code: string) => `${status} ${isOAuth ? 'invalid_request' : code}`;
    const broken = isOAuth ? 'token=a&token=b&scope=a&scope=b' : '{';
    if (operation.path.includes('{')) {
      await kit.expect(operation, '400 bad_request', { ...sent, id: '%zz' });
      await kit.expect(operation, '414 uri_too_long', { ...sent, id: 'a'.repeat(201) });
    }
    if (operation.method === 'GET') return;
    await kit.expect(operation, outcome(400, 'malformed_body'), { ...sent, raw: broken });
    await kit.expect(operation, outcome(413, 'body_too_large'), { ...sent, raw: 'a'.repeat(40_000) });
    const text = { authorization, 'content-type': 'text/plain' };
    await kit.expect(operation, outcome(415, 'unsupported_media_type'), { ...sent, headers: text, raw: 'a' });
  });
});

/** Returns whether the operation accepts a token. A bad token is refused even where none is required. */
const takesToken = ({ security = [] }: { security?: object[] }) =>
  security.some((scheme) => 'accessToken' in scheme);

const refusalOf = (operation: Operation) =>
  audienceOf(operation).startsWith('client') ? '401 invalid_client' : '401 unauthenticated';
