import { setTimeout as sleep } from 'node:timers/promises';
import { CLI } from '../../src/common/actor.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { KeyRing } from '../../src/keys/key-ring.js';
import { KeyRotation } from '../../src/keys/key-rotation.js';
import { KeysService } from '../../src/keys/keys.service.js';
import type { Client } from './client.js';
import { headerOf } from './jwt.js';
import type { Service } from './service.js';

/** Reads and changes the keys of a service under test. */
export class KeyKit {
  constructor(private readonly service: Service) {}

  get ring(): KeyRing {
    return this.service.app.get(KeyRing);
  }

  private get rotation(): KeyRotation {
    return this.service.app.get(KeyRotation);
  }

  private get store(): KeysService {
    return this.service.app.get(KeysService);
  }

  private get unitOfWork(): UnitOfWork {
    return this.service.app.get(UnitOfWork);
  }

  /** Replaces all keys by a new one. */
  async reset(): Promise<void> {
    jest.restoreAllMocks();
    await this.service.execute('DELETE FROM signing_keys');
    await this.ring.renewIfDue();
    await this.ring.reload();
  }

  rotate = (): Promise<void> => this.rotation.rotate(CLI);

  replaceCompromised = (): Promise<void> => this.rotation.replaceCompromised(CLI);

  /** Deletes retired keys and makes the service reload. Returns how many there were. */
  async retire(): Promise<number> {
    const count = await this.unitOfWork.run((transaction) => this.store.retire(transaction));
    await this.ring.reload();
    return count;
  }

  /** Delays every load of the keys from now on. */
  slowDown(milliseconds: number): void {
    const load = this.store.load.bind(this.store);
    jest.spyOn(this.store, 'load').mockImplementation(async () => {
      const keys = await load();
      await sleep(milliseconds);
      return keys;
    });
  }

  /** Makes the service forget its keys, like a replica that has not loaded them yet. */
  async forget(): Promise<void> {
    const load = jest.spyOn(this.store, 'load').mockResolvedValue([]);
    await this.ring.reload();
    load.mockRestore();
  }
}

/** Returns the ids of the keys that a service publishes. */
export async function publishedBy(service: Client): Promise<string[]> {
  const { body } = await service.get('/.well-known/jwks.json');
  return body.keys.map(({ kid }: { kid: string }) => kid);
}

/** Returns the id of the key that signed the token. */
export const kidOf = ({ token }: { token: string }) => String(headerOf(token).kid);
