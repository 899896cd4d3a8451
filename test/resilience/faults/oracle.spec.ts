import type { Entry, Outcome, Request } from '../../support/faults/journal.js';
import { replay } from '../../support/faults/replay.js';

const GRACE = 10_000;
const SESSION = '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c';
const refreshTokenOf = (secret: string) => `${SESSION}.${secret}`;
const TOKEN = `e30.${Buffer.from(JSON.stringify({ exp: 9_999_999_999 })).toString('base64url')}.e30`;

const register: Request = { operation: 'register', password: 'one' };
const login: Request = { operation: 'login', password: 'one' };
const refresh = (secret: string): Request => ({ operation: 'refresh', refreshToken: refreshTokenOf(secret) });
const logout: Request = { operation: 'logout', session: SESSION, token: TOKEN };
const show: Request = { operation: 'protected', session: SESSION, token: TOKEN };
const change: Request = { operation: 'password', session: SESSION, token: TOKEN, from: 'one', to: 'two' };

const created = { kind: 'ack', status: 201 } as const;
const done = { kind: 'ack', status: 204 } as const;
const granted = (secret: string) =>
  ({ kind: 'ack', status: 200, token: TOKEN, refreshToken: refreshTokenOf(secret) }) as const;
const refused = { kind: 'refused', status: 401 } as const;
const lost = { kind: 'unknown', failure: 'ECONNRESET' } as const;

type Step = [seconds: number, request: Request, outcome: Omit<Outcome, 'id' | 'at' | 'milliseconds'>];

/** Returns the violations found by the oracle in calls of one account, one per second. */
const violationsOf = (...steps: Step[]) => violationsAround([], steps);

/** The same, with marks of a fault in between. */
function violationsAround(marks: [seconds: number, name: string][], steps: Step[]): string[] {
  const calls = steps.flatMap(([seconds, request, outcome], id): Entry[] => {
    const at = seconds * 1000;
    const intent = { kind: 'intent', id, at, origin: 'http://one', account: 'ada', request } as const;
    return [intent, { ...outcome, id, at: at + 10, milliseconds: 10 }];
  });
  const marked = marks.map(([seconds, name]): Entry => ({ kind: 'mark', at: seconds * 1000, name }));
  const entries = [...calls, ...marked].toSorted((one, other) => one.at - other.at);
  return replay(entries, GRACE).violations.map((violation) => violation.replace(/ \(call.*/, ''));
}

const SIGNED_IN: Step[] = [
  [0, register, created],
  [1, login, granted('a')],
];

describe('the oracle finds', () => {
  it.each<[string, Step[]]>([
    ['I1: an acknowledged account cannot sign in', [[2, login, refused]]],
    ['I2: a name was registered twice', [[2, register, created]]],
    [
      'I3: a refresh token has two successors',
      [
        [2, refresh('a'), granted('b')],
        [3, refresh('a'), granted('c')],
      ],
    ],
    [
      'I3: a repeat was accepted after the grace',
      [
        [2, refresh('a'), granted('b')],
        [30, refresh('a'), granted('b')],
      ],
    ],
    [
      'I4: a used refresh token was accepted',
      [
        [2, refresh('a'), granted('b')],
        [3, refresh('b'), granted('c')],
        [4, refresh('a'), granted('b')],
      ],
    ],
    [
      'I5: a session was refreshed after its end',
      [
        [2, logout, done],
        [3, refresh('a'), granted('b')],
      ],
    ],
    [
      'I6: a former password was accepted',
      [
        [2, change, done],
        [3, login, granted('b')],
      ],
    ],
    ['I12: refresh was answered with 500', [[2, refresh('a'), { kind: 'unknown', status: 500 }]]],
    ['I12: the refresh token of a live session was refused', [[2, refresh('a'), refused]]],
    ['I12: the access token of a live session was refused', [[2, show, refused]]],
  ])('%s', (violation, steps) => {
    expect(violationsOf(...SIGNED_IN, ...steps)).toContain(violation);
  });

  it('an access token that is accepted long after the end of its session', () => {
    const [violation] = violationsOf(
      ...SIGNED_IN,
      [2, logout, done],
      [600, show, { kind: 'ack', status: 200 }],
    );

    expect(violation).toMatch(/^I5: an access token was accepted \d+ ms/);
  });
});

describe('the oracle allows', () => {
  it.each<[string, Step[]]>([
    [
      'the same successor for a repeat',
      [
        [2, refresh('a'), granted('b')],
        [3, refresh('a'), granted('b')],
      ],
    ],
    [
      'the end of a session whose answer was lost for longer than the grace',
      [
        [2, refresh('a'), lost],
        [20, refresh('a'), refused],
      ],
    ],
    [
      'either password after a change without an answer',
      [
        [2, change, lost],
        [3, login, granted('b')],
      ],
    ],
    [
      'the end of a session that began while a change of the password was late',
      [
        [2, change, { kind: 'unknown', status: 503 }],
        [3, login, granted('b')],
        [4, show, refused],
      ],
    ],
    [
      'the refusal of a session whose logout got no response',
      [
        [2, logout, lost],
        [3, show, refused],
      ],
    ],
  ])('%s', (_, steps) => {
    expect(violationsOf(...SIGNED_IN, ...steps)).toEqual([]);
  });

  it('name_taken for a client that sent the name before and got no response', () => {
    expect(violationsOf([0, register, lost], [1, register, { kind: 'refused', status: 409 }])).toEqual([]);
  });

  it('a repeat right after a fault, when the response before it could not be stored yet, and none later', () => {
    const fault: [number, string][] = [
      [3, 'fault'],
      [28, 'healed'],
    ];
    const repeatedAt = (seconds: number) =>
      violationsAround(fault, [
        ...SIGNED_IN,
        [2, refresh('a'), granted('b')],
        [seconds, refresh('a'), granted('b')],
      ]);

    expect(repeatedAt(29)).toEqual([]);
    expect(repeatedAt(600)).toEqual(['I3: a repeat was accepted after the grace']);
  });
});
