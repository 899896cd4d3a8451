/** Locks that all tabs of an origin share: what the client uses of `navigator.locks`. */
export interface TabLocks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
  request<T>(
    name: string,
    options: { ifAvailable: true },
    work: (lock: object | null) => Promise<T>,
  ): Promise<T>;
}

/** What the client uses of a `BroadcastChannel`. */
export interface TabChannel {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** What the client uses of `localStorage`. */
export interface TextStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** What the client uses of its environment. Parts that the environment lacks are undefined. */
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

/** The environment of the page that the client runs in, or the parts of it that apps and Node.js have. */
export function surroundings(): Surroundings {
  const everywhere = {
    fetch: (request: Request) => fetch(request),
    now: () => Date.now(),
    sleep: (milliseconds: number) => new Promise<void>((wake) => void setTimeout(wake, milliseconds)),
    later: (milliseconds: number, listener: () => void) => {
      const timer = setTimeout(listener, milliseconds);
      // Browsers and React Native have numbers for timers.
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

/** Browsers that store nothing for a site throw here. */
function storageOfPage(): TextStorage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
