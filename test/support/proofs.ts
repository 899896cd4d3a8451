import nodeCrypto from 'node:crypto';
import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Answer, Client } from './client.js';
import { from } from './guesses.js';
import { PASSWORD } from './people.js';
import { expectProblem } from './problems.js';

/** Solves a challenge with ALTCHA's own library. Returns the proof in the form of its clients. */
export async function solved(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

/** Makes all challenges of a service in this process trivial, until mocks are restored. */
export function withoutWork(): void {
  jest.spyOn(nodeCrypto, 'randomInt').mockImplementation(() => 2);
}

/** Tries a password with a proof. */
export const prove = (
  client: Client,
  name: string,
  address: string,
  proof: string,
  password = PASSWORD,
): Promise<Answer> => client.post('/login', { name, password, proof }, from(address));

/** Expects a response that requires a proof, with its challenge. */
export function expectProofRequired({ status, headers, body }: Answer): void {
  const { challenge, ...rest } = body;
  expectProblem({ status, headers, body: rest }, 429, 'proof_required');
  expect(Object.keys(challenge)).toEqual(['parameters', 'signature']);
}
