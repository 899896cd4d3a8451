/** The part of `navigator.locks` that the client uses. All tabs of an origin share these locks. */
export interface TabLocks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
  request<T>(
    name: string,
    options: { ifAvailable: true },
    work: (lock: object | null) => Promise<T>,
  ): Promise<T>;
}

/** The part of a `BroadcastChannel` that the client uses. */
export interface TabChannel {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** The part of `localStorage` that the client uses. */
export interface TextStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** The part of the environment that the client uses. Parts that the environment lacks are undefined. */
export interface Surroundings {
  fetch(request: Request): Promise<Response>;
  /** The time in milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Calls the listener later, unless the program has ended. Returns a function that cancels the call. */
  later(milliseconds: number, listener: () => void): () => void;
  /** The origin of the page, if there is one. */
  readonly origin?: string;
  readonly locks?: TabLocks;
  readonly localStorage?: TextStorage;
  channel?(name: string): TabChannel;
  isHidden?(): boolean;
  /** Calls the listener when the page is shown again. */
  onShown?(listener: () => void): void;
}

declare const document:
  { readonly hidden: boolean; addEventListener(type: string, listener: () => void): void } | undefined;
declare const location: { readonly origin: string };
declare const navigator: { readonly locks?: TabLocks };
declare const localStorage: TextStorage;
declare const BroadcastChannel: (new (name: string) => TabChannel) | undefined;

/** Returns the environment of the page, or the parts of it that exist in apps and Node.js. */
export function surroundings(): Surroundings {
  const everywhere = {
    fetch: (request: Request) => fetch(request),
    now: () => Date.now(),
    sleep: (milliseconds: number) => new Promise<void>((wake) => void setTimeout(wake, milliseconds)),
    later: (milliseconds: number, listener: () => void) => {
      const timer = setTimeout(listener, milliseconds);
      // In browsers and React Native, timers are numbers.
      if (typeof timer === 'object') timer.unref();
      return () => clearTimeout(timer);
    },
  };
  if (typeof document === 'undefined') return everywhere;
  const page = document;
  return {
    ...everywhere,
    origin: location.origin,
    locks: navigator.locks,
    localStorage: storageOfPage(),
    channel: typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name),
    isHidden: () => page.hidden,
    onShown: (listener) =>
      page.addEventListener('visibilitychange', () => {
        if (!page.hidden) listener();
      }),
  };
}

/**
 * Returns the storage of the page, or nothing if the browser stores nothing for the site: `localStorage` then throws.
 */
function storageOfPage(): TextStorage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
