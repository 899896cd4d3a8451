import { createHmac, pbkdf2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { ProofChallenge, ProofParameters } from '../common/proof-challenge.js';
import { KeyedHash } from './keyed-hash.js';
import { readProof } from './proof-text.js';
import { PROOF_SECONDS } from './sign-in-buckets.js';

export const MAX_PROOF_LEVEL = 6;
/** Maximum number of keys to try at level 0; each level doubles it. It takes half a second to a second of one core. */
const COUNTERS = 4096;
const ITERATIONS = 1000;
const KEY_BYTES = 32;
const PREFIX_BYTES = 16;

const derive = promisify(pbkdf2);

/** A valid proof: it was made for this account, in time, with work of this level. */
export interface Proof {
  readonly nonce: string;
  readonly level: number;
}

/**
 * Issues and checks proofs of work in the format of ALTCHA version 2 (https://altcha.org/docs/v2), for which there are
 * solvers in many languages. Nothing is stored: the challenge is signed under a secret of its account, so a proof for
 * another account is invalid, and the challenge does not reveal the account. altcha-lib itself depends on Express, so
 * only the tests use it, as a solver.
 */
@Injectable()
export class ProofOfWork {
  constructor(
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /** Returns a new challenge. It is built from its solution, so that checking a proof costs no work. */
  async challenge(account: string, level: number): Promise<ProofChallenge> {
    const maxCounter = COUNTERS * 2 ** level;
    const [nonce, salt] = [randomBytes(16), randomBytes(16)];
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(randomInt(maxCounter / 2, maxCounter));
    const key = await derive(Buffer.concat([nonce, counter]), salt, ITERATIONS, KEY_BYTES, 'sha256');
    const parameters: ProofParameters = {
      algorithm: 'PBKDF2/SHA-256',
      cost: ITERATIONS,
      data: { level, maxCounter },
      expiresAt: Math.floor(this.clock.now().getTime() / 1000) + PROOF_SECONDS,
      keyLength: KEY_BYTES,
      keyPrefix: key.subarray(0, PREFIX_BYTES).toString('hex'),
      keySignature: this.sign('key', account, key),
      nonce: nonce.toString('hex'),
      salt: salt.toString('hex'),
    };
    return { parameters, signature: this.sign('challenge', account, textOf(parameters)) };
  }

  /** Parses and checks a client's proof. It does not check whether the proof was used before. */
  check(text: string | undefined, account: string): Proof | undefined {
    const proof = text === undefined ? undefined : readProof(text);
    if (!proof) return undefined;
    const { parameters, signature, derivedKey } = proof;
    const isOurs = this.hasSigned(signature, 'challenge', account, textOf(parameters));
    const isSolved = this.hasSigned(parameters.keySignature, 'key', account, derivedKey);
    const isInTime = parameters.expiresAt * 1000 > this.clock.now().getTime();
    return isOurs && isSolved && isInTime
      ? { nonce: parameters.nonce, level: parameters.data.level }
      : undefined;
  }

  private sign(what: string, account: string, data: string | Buffer): string {
    return signatureOf(data, this.hash.of('proof of work', what, account));
  }

  private hasSigned(signature: string, what: string, account: string, data: string | Buffer): boolean {
    const secrets = this.hash.allOf('proof of work', what, account);
    return secrets.some((secret) => isEqual(signature, signatureOf(data, secret)));
  }
}

function signatureOf(data: string | Buffer, secret: string): string {
  return createHmac('sha256', secret).update(data).digest('hex');
}

/** Returns the signed text of ALTCHA: the parameters sorted by name, whatever order the client sent. */
function textOf({ data, ...parameters }: ProofParameters): string {
  const { level, maxCounter } = data;
  const { algorithm, cost, expiresAt, keyLength, keyPrefix, keySignature, nonce, salt } = parameters;
  return JSON.stringify({
    algorithm,
    cost,
    data: { level, maxCounter },
    expiresAt,
    keyLength,
    keyPrefix,
    keySignature,
    nonce,
    salt,
  });
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
