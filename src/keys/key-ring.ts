import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { UniqueConstraintError } from 'sequelize';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Unavailable } from '../common/common.errors.js';
import { Config } from '../config/config.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import type { UsableKey } from './key-pair.js';
import { KeyRotation } from './key-rotation.js';
import { reloadSeconds } from './key-schedule.js';
import { KeysService } from './keys.service.js';

const UNKNOWN_KEY_PAUSE_MS = 1000;

/** This replica's copy of the signing keys, in memory. It follows the database without a restart. */
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
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.reload(); // detects a wrong SECRET_KEY before anything is sealed with it
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

  /**
   * Returns the key that signs now: the newest active one. Right after a compromise it waits for the new key. @throws
   * Unavailable when there is none yet
   */
  async current(): Promise<UsableKey> {
    if (this.keys.size === 0) await this.reload();
    const now = this.clock.now();
    const keys = this.published();
    const key = keys.findLast(({ activatesAt }) => activatesAt <= now) ?? keys[0];
    if (!key) throw new Unavailable('The signing keys are being replaced.');
    return key;
  }

  /** Returns all keys whose tokens are valid, the oldest first. */
  published(): UsableKey[] {
    return [...this.keys.values()];
  }

  /**
   * Returns the key with this `kid`. Another replica may just have created it: an unknown id waits for the running
   * reload and then for the next one.
   */
  async find(id: string): Promise<UsableKey | undefined> {
    if (this.mayBeNew(id)) await this.loading;
    if (this.mayBeNew(id)) await this.nextReading();
    return this.keys.get(id);
  }

  /** Creates a successor when the newest key is too old or has another algorithm than SIGNING_ALG. */
  async renewIfDue(): Promise<void> {
    await this.rotation.renewIfDue().catch(unlessOvertaken);
  }

  /** Creates the next key, unless one is already published and waiting. */
  async rotate(actor: Actor): Promise<void> {
    await this.rotation.rotate(actor).catch(unlessOvertaken);
    await this.reload();
  }

  /** Reads the keys from the database again. Simultaneous calls share one query. */
  reload(): Promise<void> {
    return (this.loading ??= this.read().finally(() => (this.loading = undefined)));
  }

  /**
   * Returns whether the key with this id may be newer than all known keys. Ids of keys are UUIDv7, so newer keys have
   * greater ids.
   */
  private mayBeNew(id: string): boolean {
    return isUUID(id, 7) && !this.revoked.has(id) && this.published().every((known) => id > known.id);
  }

  /**
   * Returns a reload that has not started yet, shared by all callers. It runs at most once a second, because anyone can
   * invent ids.
   */
  private nextReading(): Promise<void> {
    return (this.next ??= this.readWhenDue());
  }

  private async readWhenDue(): Promise<void> {
    const pause = this.loadedAt + UNKNOWN_KEY_PAUSE_MS - performance.now();
    await sleep(Math.max(0, pause));
    this.next = undefined;
    await this.reload();
  }

  private async read(): Promise<void> {
    this.loadedAt = performance.now();
    const keys = await this.store.load();
    this.keys = new Map(keys.filter(({ id }) => !this.revoked.has(id)).map((key) => [key.id, key]));
  }

  /**
   * Removes a revoked key, and reads the keys again after a running reload has ended, because that reload may still
   * return the revoked key without its successor.
   */
  private async drop(id: string): Promise<void> {
    this.revoked.add(id);
    this.keys.delete(id);
    await this.loading?.catch(() => undefined);
    await this.reload();
  }

  private async keepReloading(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const milliseconds = reloadSeconds(this.config) * 1000;
      await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.reload().catch((error: unknown) => this.logger.error(error));
    }
  }
}

/** Ignores the error that another replica has created a key first, because that key is just as good. */
function unlessOvertaken(error: unknown): void {
  if (!(error instanceof UniqueConstraintError)) throw error;
}
