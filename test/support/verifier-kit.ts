import { setTimeout as sleep } from 'node:timers/promises';
import {
  type RefusalReason,
  TokenRefused,
  type VerifierOptions,
  WatchwordVerifier,
} from '@watchword/verifier';
import { FakeWatchword } from './fake-watchword.js';

/** Tools for tests of the verifier. Each test gets its own fake Watchword; everything is stopped after it. */
export interface VerifierKit {
  readonly watchword: FakeWatchword;
  /** Creates a verifier without starting it. */
  make(options?: Partial<VerifierOptions>): WatchwordVerifier;
  /** Creates and starts a verifier. */
  start(options?: Partial<VerifierOptions>): Promise<WatchwordVerifier>;
}

/** Sets up the kit for the tests of a file. */
export function useVerifierKit(): VerifierKit {
  const kit = { make, start } as { -readonly [Name in keyof VerifierKit]: VerifierKit[Name] };
  const verifiers: WatchwordVerifier[] = [];

  function make(options: Partial<VerifierOptions> = {}): WatchwordVerifier {
    const { issuer, clientId, clientSecret } = kit.watchword;
    const verifier = new WatchwordVerifier({
      issuer,
      audience: 'watchword',
      clientId,
      clientSecret,
      ...options,
    });
    verifiers.push(verifier);
    return verifier;
  }

  async function start(options?: Partial<VerifierOptions>): Promise<WatchwordVerifier> {
    const verifier = make(options);
    await verifier.start();
    return verifier;
  }

  beforeEach(async () => {
    kit.watchword = await new FakeWatchword().start();
  });
  afterEach(async () => {
    await Promise.all(verifiers.splice(0).map((verifier) => verifier.stop()));
    await kit.watchword.stop();
  });
  return kit;
}

/** Returns why the verifier refuses the token, or `undefined` when it accepts it. */
export async function refusalOf(
  verifier: WatchwordVerifier,
  token: string,
): Promise<RefusalReason | undefined> {
  try {
    await verifier.verify(token);
    return undefined;
  } catch (error) {
    if (error instanceof TokenRefused) return error.reason;
    throw error;
  }
}

/**
 * Waits until the value is the expected one. On an idle machine it takes less than a second, and busy machines get more
 * time.
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  expected: T,
  milliseconds = 5000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while ((await read()) !== expected && Date.now() < deadline) await sleep(10);
  expect(await read()).toEqual(expected);
}
