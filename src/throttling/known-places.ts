import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { ClientContext } from '../common/client-context.js';
import { accountOf, accountOfDevice, type Claimed } from './claimed.js';
import { DeviceTokens } from './device-tokens.js';
import { type AddressKnowledge, KnownAddressesService } from './known-addresses.service.js';

/**
 * Recognizes the browsers and networks from which an account was signed in to since the last change of its password.
 */
@Injectable()
export class KnownPlaces {
  constructor(
    private readonly devices: DeviceTokens,
    private readonly addresses: KnownAddressesService,
  ) {}

  /** Returns the id of the client's device if its token proves that it was used to sign in to the account. */
  deviceOf(claimed: Claimed, { deviceToken }: ClientContext): string | undefined {
    return this.devices.idOf(accountOfDevice(claimed), deviceToken);
  }

  /** Looks up the client's network, which others may share, and the name of its device. */
  findAddress(claimed: Claimed, { network, device }: ClientContext): Promise<AddressKnowledge> {
    const userId = 'userId' in claimed ? claimed.userId : '';
    return this.addresses.find(accountOf(claimed), userId, { network, device });
  }

  /**
   * Remembers the client's network in the transaction of the sign-in. Returns a device token if the client keeps one.
   */
  async remember(
    claimed: Claimed & { userId: string },
    client: ClientContext,
    known: AddressKnowledge,
    transaction: Transaction,
  ): Promise<string | undefined> {
    const account = accountOf(claimed);
    await this.addresses.remember(account, claimed.userId, client, known, transaction);
    return client.takesCookies ? this.devices.make(accountOfDevice(claimed)) : undefined;
  }
}
