import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { UniqueConstraintError } from 'sequelize';
import { Clock } from '../common/clock.js';
import { Unavailable } from '../common/common.errors.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import type { UsableKey } from './key-pair.js';
import { KeyRotation } from './key-rotation.js';
import { KeysService } from './keys.service.js';

const UNKNOWN_KEY_PAUSE_MILLISECONDS = 1000;

/** The keys as this replica knows them, in memory. It follows the database without a restart. */
@Injectable()
export class KeyRing implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(KeyRing.name);
  private readonly stopping = new AbortController();
  private readonly revoked = new Set<string>();
  private keys = new Map<string, UsableKey>();
  private loadedAt = -Infinity;
  private loading: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly store: KeysService,
    private readonly rotation: KeyRotation,
    private readonly memory: RevocationMemory,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.renewIfDue();
    await this.reload();
    this.memory.on('entry', ({ type, subject }) => {
      if (type === 'key') void this.drop(subject).catch((error: unknown) => this.logger.error(error));
    });
    void this.keepReloading();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** The key that signs now: the newest that is active. Right after a compromise, it waits for the new one. */
  async current(): Promise<UsableKey> {
    if (this.keys.size === 0) await this.reload();
    const now = this.clock.now();
    const keys = this.published();
    const key = keys.findLast(({ activatesAt }) => activatesAt <= now) ?? keys[0];
    if (!key) throw new Unavailable('The signing keys are being replaced.');
    return key;
  }

  /** Every key whose tokens count, the oldest first. */
  published(): UsableKey[] {
    return [...this.keys.values()];
  }

  /**
   * The key that a token names. Another replica may have made one a moment ago: a name that is not known waits for a
   * reading that is under way, and then for the next.
   */
  async find(id: string): Promise<UsableKey | undefined> {
    if (this.mayBeNew(id)) await this.loading;
    if (this.mayBeNew(id)) await this.nextReading();
    return this.keys.get(id);
  }

  /** Makes a successor when the newest key is too old or of the wrong kind. */
  async renewIfDue(): Promise<void> {
    try {
      await this.rotation.renewIfDue();
    } catch (error) {
      // Another replica was faster; its key is as good.
      if (!(error instanceof UniqueConstraintError)) throw error;
    }
  }

  /** Reads the keys again. Calls at the same time share one reading. */
  reload(): Promise<void> {
    return (this.loading ??= this.read().finally(() => (this.loading = undefined)));
  }

  /** Keys are named in the order in which they are made. */
  private mayBeNew(id: string): boolean {
    return isUUID(id, 7) && !this.revoked.has(id) && this.published().every((known) => id > known.id);
  }

  /** A reading that has not begun yet, for all who wait for one, once a second at most: anybody can make up names. */
  private nextReading(): Promise<void> {
    return (this.next ??= this.readWhenDue());
  }

  private async readWhenDue(): Promise<void> {
    const pause = this.loadedAt + UNKNOWN_KEY_PAUSE_MILLISECONDS - performance.now();
    await sleep(Math.max(0, pause));
    this.next = undefined;
    await this.reload();
  }

  private async read(): Promise<void> {
    this.loadedAt = performance.now();
    const keys = await this.store.load();
    this.keys = new Map(keys.filter(({ id }) => !this.revoked.has(id)).map((key) => [key.id, key]));
  }

  /** A reading that has begun may still bring the revoked key, and not yet its successor. */
  private async drop(id: string): Promise<void> {
    this.revoked.add(id);
    this.keys.delete(id);
    await this.loading?.catch(() => undefined);
    await this.reload();
  }

  private async keepReloading(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const milliseconds = this.store.reloadSeconds * 1000;
      await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.reload().catch((error: unknown) => this.logger.error(error));
    }
  }
}
