import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { ClientContext } from '../common/client-context.js';
import type { Problem } from '../common/problem.js';
import type { RateLimit } from '../common/rate-limit.js';
import { Config } from '../config/config.js';
import type { Rate } from '../config/variable.decorators.js';
import { accountOf, type Claimed } from './claimed.js';
import { CountersService } from './counters.service.js';
import { type AddressKnowledge, NOTHING_KNOWN } from './known-addresses.service.js';
import { KnownPlaces } from './known-places.js';
import { SignInBuckets } from './sign-in-buckets.js';
import { SignInProofs, type StrangersAttempt } from './sign-in-proofs.js';
import { rateLimitOf, type Standing } from './standing.js';

/** How the client is known to the account: by a device token, by a network that others may share, or not at all. */
export type Acquaintance = 'browser' | 'address' | 'none';

/** The decision before the password is checked. */
export interface Admission {
  readonly acquaintance: Acquaintance;
  /** Whether the password may be checked. */
  readonly isAdmitted: boolean;
  /** The error for a wrong password, in place of `invalid_credentials`. */
  readonly refusal?: Problem;
  /** The state of LOGIN_LIMIT for this caller, if it was counted. */
  readonly rateLimit?: RateLimit;
  /** What is known about the client's network. */
  readonly address?: AddressKnowledge;
}

/**
 * Returns whether the account knows neither the client's browser nor both its address and the name of its device. An
 * account without a sign-in since its password was set knows no clients; then the result is `isLongUnchanged`, so that
 * a sign-in to a forgotten account is still reported.
 */
export function isUnseen({ acquaintance, address }: Admission, isLongUnchanged: boolean): boolean {
  if (!address || acquaintance === 'browser') return false;
  if (address.isEmpty) return isLongUnchanged;
  return !address.isKnown || !address.isDeviceKnown;
}

/** The result of counting a stranger's attempt. */
interface StrangersTurn {
  readonly refusal?: Problem;
  readonly rateLimit?: RateLimit;
}

const UNLIMITED: Admission = { acquaintance: 'none', isAdmitted: true };

/**
 * Limits sign-in attempts. Known browsers are counted separately. Callers from known networks see the same responses as
 * strangers, because a neighbour in the network must not learn which accounts are used there. The only difference: when
 * a stranger would be refused, their password is still checked, and only a correct one changes the response.
 */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly config: Config,
    private readonly counters: CountersService,
    private readonly buckets: SignInBuckets,
    private readonly places: KnownPlaces,
    private readonly proofs: SignInProofs,
  ) {}

  /**
   * Counts an attempt before the password is checked, so that simultaneous attempts cannot exceed the limit. Names
   * without an account are treated alike. `overload` is the reason why no stranger's password can be checked now: then
   * a stranger's attempt is neither counted nor written. @throws RateLimited by account and network, and for known
   * browsers
   */
  async admit(
    claimed: Claimed,
    client: ClientContext,
    { proof, overload }: { proof?: string; overload?: Problem } = {},
  ): Promise<Admission> {
    const { LOGIN_LIMIT: rate } = this.config;
    if (rate === 'off') return UNLIMITED;
    const account = accountOf(claimed);
    const device = this.places.deviceOf(claimed, client);
    if (device !== undefined) return this.admitBrowser(claimed, device, client, rate);

    const address = await this.places.findAddress(claimed, client);
    const attempt = { account, network: client.network, rate };
    const turn = overload ? { refusal: overload } : await this.countStranger(attempt, proof);
    const isAdmitted = !turn.refusal || (address.isKnown && (await this.countKnownAddress(attempt)));
    return { acquaintance: address.isKnown ? 'address' : 'none', isAdmitted, address, ...turn };
  }

  /** Looks up the network of a client that signs in without a password. Such attempts are counted elsewhere. */
  async recognize(claimed: Claimed, client: ClientContext): Promise<Admission> {
    if (this.config.LOGIN_LIMIT === 'off') return UNLIMITED;
    const acquaintance = this.places.deviceOf(claimed, client) === undefined ? 'none' : 'browser';
    return { acquaintance, isAdmitted: true, address: await this.places.findAddress(claimed, client) };
  }

  /** Returns the admission of a client that signs in to a new account, which has no known places. */
  newcomer(): Admission {
    if (this.config.LOGIN_LIMIT === 'off') return UNLIMITED;
    return { acquaintance: 'none', isAdmitted: true, address: NOTHING_KNOWN };
  }

  /**
   * Remembers the network and the device after a successful sign-in, in its transaction, and resets their counters.
   * Returns the device token if the client keeps one.
   */
  async succeed(
    claimed: Claimed & { userId: string },
    client: ClientContext,
    { address }: Admission,
    transaction: Transaction,
  ): Promise<string | undefined> {
    const { LOGIN_LIMIT: rate } = this.config;
    if (rate === 'off' || !address) return undefined;
    const account = accountOf(claimed);
    const { network } = client;
    const device = this.places.deviceOf(claimed, client);
    const deviceToken = await this.places.remember(claimed, client, address, transaction);
    const own = this.buckets.ofPair(account, device ?? network, rate);
    const others =
      device === undefined
        ? [
            this.buckets.ofKnownPair(account, network, rate),
            this.buckets.ofAccount('known address', account, rate),
            this.buckets.ofProofsOfPair(account, network, rate),
          ]
        : [this.buckets.ofAccount('known', account, rate)];
    await this.counters.forget([own, ...others], transaction);
    return deviceToken;
  }

  private async admitBrowser(
    claimed: Claimed,
    device: string,
    client: ClientContext,
    rate: Rate,
  ): Promise<Admission> {
    const account = accountOf(claimed);
    const standing = await this.counters.count(
      this.buckets.ofPair(account, device, rate),
      this.buckets.ofAddress('known', client.network, rate),
      this.buckets.ofAccount('known', account, rate),
    );
    const address = await this.places.findAddress(claimed, client);
    return { acquaintance: 'browser', isAdmitted: true, rateLimit: rateLimitOf(standing), address };
  }

  /** Counts a caller who may be a stranger. @throws RateLimited by account and network */
  private async countStranger(attempt: StrangersAttempt, text: string | undefined): Promise<StrangersTurn> {
    const { account, network, rate } = attempt;
    const proof = this.proofs.read(text, attempt);
    const pair = this.buckets.ofPair(account, network, rate);
    const address = this.buckets.ofAddress('stranger', network, rate);
    const ceiling = this.buckets.ofAccount('stranger', account, rate);
    const last = proof ? this.proofs.bucketsOf(proof, attempt) : [ceiling];
    const taken = await this.counters.take(pair, address, ...last);

    if (!taken.refusal) {
      const rateLimit = rateLimitOf(taken.standings[0] as Standing);
      return { rateLimit, refusal: proof && (await this.proofs.refusalOf(proof, taken, attempt)) };
    }
    if (taken.refusedBy === pair) throw taken.refusal;
    const isForLackOfProof = taken.refusedBy === (proof ? last[1] : ceiling);
    const refusal = isForLackOfProof
      ? await this.proofs.required(attempt, taken.standings.at(-1) as Standing)
      : taken.refusal;
    return { refusal };
  }

  /** Returns whether one more password may be tried from a known network when strangers are refused. */
  private async countKnownAddress({ account, network, rate }: StrangersAttempt): Promise<boolean> {
    const { refusal } = await this.counters.take(
      this.buckets.ofKnownPair(account, network, rate),
      this.buckets.ofAddress('known address', network, rate),
      this.buckets.ofAccount('known address', account, rate),
    );
    return refusal === undefined;
  }
}
