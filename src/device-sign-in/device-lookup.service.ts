import { Injectable } from '@nestjs/common';
import { ClientsService } from '../clients/clients.service.js';
import { type Bucket, guesses } from '../throttling/counter.js';
import { CountersService } from '../throttling/counters.service.js';
import { KeyedHash } from '../throttling/keyed-hash.js';
import { DEVICE_SCOPE, DeviceAuthorizationsService } from './device-authorizations.service.js';
import { InvalidGrant } from './device-sign-in.errors.js';
import { userCodeOf } from './user-codes.js';

/**
 * Maximum number of wrong codes per hour, of a user and of a network. With a hundred codes in use, a guess is right
 * once in 256 million times.
 */
const MAX_OF_USER = 20;
const MAX_OF_ADDRESS = 100;

/** A device that waits for a decision, and the name of the client that it belongs to. */
export interface WaitingDevice {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly userCode: string;
}

/** The user who types a code, and the network that counts as one caller. */
export interface CodeTyper {
  readonly userId: string;
  readonly network: string;
}

/** Finds the device that shows a code, within a limit on wrong codes. */
@Injectable()
export class DeviceLookup {
  constructor(
    private readonly rows: DeviceAuthorizationsService,
    private readonly clients: ClientsService,
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
  ) {}

  /**
   * Finds a device by what a user typed. The attempt is counted before the code is looked up, and a right code
   * gives it back. @throws InvalidGrant, RateLimited by user and by network
   */
  async find(typed: string, { userId, network }: CodeTyper): Promise<WaitingDevice> {
    const userCode = userCodeOf(typed);
    if (userCode === undefined) throw new InvalidGrant();
    const { standings, refusal } = await this.counters.takeAll(
      this.bucketOf(MAX_OF_USER, 'device codes of a user', userId),
      this.bucketOf(MAX_OF_ADDRESS, 'device codes of an address', network),
    );
    if (refusal) throw refusal;
    const device = await this.waiting(userCode);
    if (!device) throw new InvalidGrant();
    await this.counters.giveBack(standings);
    return device;
  }

  /** Returns the waiting device of a code. A client that was deleted or has lost the scope has no devices. */
  private async waiting(userCode: string): Promise<WaitingDevice | undefined> {
    const row = await this.rows.findPending(userCode);
    const clientName = row && (await this.clients.nameWithScope(row.clientId, DEVICE_SCOPE));
    if (!row || clientName === undefined) return undefined;
    return { id: row.id, clientId: row.clientId, clientName, userCode };
  }

  private bucketOf(count: number, what: string, who: string): Bucket {
    return { ...this.hash.counterOf(what, who), rule: guesses(count) };
  }
}
