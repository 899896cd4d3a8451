import type { ProofParameters } from '../common/proof-challenge.js';

/** A challenge and its solution as a client sent them, not verified yet. */
export interface SentProof {
  readonly parameters: ProofParameters;
  readonly signature: string;
  readonly derivedKey: Buffer;
}

const HEX = /^(?:[0-9a-f]{2})+$/;

/**
 * Parses the base64 of the JSON `{challenge, solution}` that ALTCHA's clients send. Returns nothing for any other text.
 */
export function readProof(text: string): SentProof | undefined {
  const sent = objectOf(parsed(text));
  const challenge = objectOf(sent?.challenge);
  const parameters = objectOf(challenge?.parameters);
  const data = objectOf(parameters?.data);
  const derivedKey = objectOf(sent?.solution)?.derivedKey;
  if (!challenge || !parameters || !data || typeof derivedKey !== 'string') return undefined;
  const hasFields =
    typeof challenge.signature === 'string' &&
    typeof parameters.keySignature === 'string' &&
    typeof parameters.nonce === 'string' &&
    typeof parameters.expiresAt === 'number' &&
    typeof data.level === 'number';
  if (!hasFields || !HEX.test(derivedKey)) return undefined;
  return {
    parameters: parameters as unknown as ProofParameters,
    signature: challenge.signature as string,
    derivedKey: Buffer.from(derivedKey, 'hex'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
