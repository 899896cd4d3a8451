import type { Surroundings } from './surroundings.js';

/**
 * Stores the session of an app, as a text under a name. Expo SecureStore, Capacitor Preferences or files can implement
 * it.
 */
export interface SessionStore {
  get(name: string): Promise<string | null> | string | null;
  set(name: string, value: string): Promise<void> | void;
  remove(name: string): Promise<void> | void;
}

/** The stored part of a session. */
export interface SessionRecord {
  /** Missing in cookie mode, where the browser keeps it in a cookie that scripts cannot read. */
  readonly refreshToken?: string;
  /** The `Idempotency-Key` of a refresh whose response has not arrived. */
  readonly key?: string;
  /** Whether the user has signed out, but the service has not received the sign-out yet. */
  readonly isEnding?: boolean;
}

/** Reads and writes the record of a client in its store. */
export class StoredRecord {
  constructor(
    private readonly store: SessionStore,
    private readonly name: string,
  ) {}

  /** Returns the record, or nothing if there is none or it cannot be read. */
  async read(): Promise<SessionRecord | undefined> {
    const text = await this.store.get(this.name);
    try {
      const record: unknown = JSON.parse(text ?? 'null');
      return record === null ? undefined : Object(record);
    } catch {
      return undefined;
    }
  }

  async write(record: SessionRecord): Promise<void> {
    await this.store.set(this.name, JSON.stringify(record));
  }

  async remove(): Promise<void> {
    await this.store.remove(this.name);
  }
}

/** Returns a store in memory, which lasts as long as the program runs. */
export function memoryStore(): SessionStore {
  const texts = new Map<string, string>();
  return {
    get: (name) => texts.get(name) ?? null,
    set: (name, value) => void texts.set(name, value),
    remove: (name) => void texts.delete(name),
  };
}

/** Returns a store that all tabs of the origin share, or a store in memory if the browser stores nothing. */
export function tabStore({ localStorage }: Surroundings): SessionStore {
  const memory = memoryStore();
  if (!localStorage) return memory;
  return {
    get: (name) => attempt(() => localStorage.getItem(name)) ?? memory.get(name),
    set: (name, value) => {
      void memory.set(name, value);
      attempt(() => localStorage.setItem(name, value));
    },
    remove: (name) => {
      void memory.remove(name);
      attempt(() => localStorage.removeItem(name));
    },
  };
}

/** Returns the result of `work`, or nothing if it throws, because a full or blocked storage throws. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
