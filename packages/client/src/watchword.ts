import createClient, { type Client } from 'openapi-fetch';
import type { Session } from './access-token.js';
import { authorizedFetch, type Fetch } from './authorized-fetch.js';
import { FactorDialogues, type PasskeyAdded, type StepUpProof } from './factors.js';
import type { paths } from './openapi.js';
import { type Failed, failed } from './problems.js';
import { ServiceCalls } from './service-calls.js';
import { SessionKeeper, type SignedOut } from './session-keeper.js';
import type { Change, User } from './session-memory.js';
import { memoryStore, type SessionStore, StoredRecord, tabStore } from './session-record.js';
import {
  type NewAccount,
  SignInDialogue,
  type SignedIn,
  type SignInProof,
  type SignInResult,
  type SignUpResult,
} from './sign-in.js';
import { type AskToStepUp, StepUpDialogue } from './step-up-dialogue.js';
import type { Surroundings } from './surroundings.js';
import { Upkeep } from './upkeep.js';

export interface WatchwordOptions {
  /** The URL of the service, such as `https://auth.example.com`. */
  readonly url: string;
  /**
   * Where the session is stored: in a cookie that no script can read (the default in pages, and only possible there),
   * or in a store of the app. Elsewhere the default is memory.
   */
  readonly storage?: 'cookie' | SessionStore;
  /** Other origins that `fetch` sends the access token to, besides those of the service and the page. */
  readonly origins?: readonly string[];
  /**
   * Called with the problem when a route responds with `insufficient_user_authentication`. The page requests a proof
   * from its user and passes it to `stepUp`. If the function returns true, the request is sent once more.
   */
  readonly askToStepUp?: AskToStepUp;
}

/** A session with Watchword, and the calls of its API. It sends no request before it is used. */
export interface Watchword {
  /** The user: null without a session, undefined until it is known. */
  readonly user: User | null | undefined;
  /** The session: null without one, undefined until it is known. */
  readonly session: Session | null | undefined;
  /** Registers an account, with a password or a passkey, and signs in to it. */
  signUp(account: NewAccount): Promise<SignUpResult>;
  /** Signs in, or continues after `mfa_required`. */
  signIn(proof: SignInProof): Promise<SignInResult>;
  /**
   * Ends the session: at once in all tabs, then at the service. After `failed`, the client tries again at its
   * next start.
   */
  signOut(): Promise<SignedOut | Failed>;
  /** Requests new tokens and the user. Call it after a change of the account, or when another page has signed in. */
  refresh(): Promise<SignedIn | SignedOut | Failed>;
  /** Makes the sign-in recent, for routes that respond with `insufficient_user_authentication`. */
  stepUp(proof: StepUpProof): Promise<SignedIn | Failed>;
  /** Creates a passkey in the browser, and adds it to the account. */
  addPasskey(name?: string): Promise<PasskeyAdded | Failed>;
  /**
   * Calls the listener when the user or the session changes, here or in another tab. While a listener is
   * registered, the token is renewed before it expires. Returns a function that removes the listener.
   */
  onChange(listener: (change: Change) => void): () => void;
  /** A `fetch` with the access token, for the service, the page's own origin and `origins`. */
  readonly fetch: Fetch;
  /** The typed calls of the API, with the access token. */
  readonly api: Client<paths>;
}

/** Creates a client in the given environment. */
export function watchwordIn(surroundings: Surroundings, options: WatchwordOptions): Watchword {
  const { keeper, calls, url } = keeperOf(surroundings, options);
  const { memory } = keeper;
  const upkeep = new Upkeep(keeper, surroundings);
  const own = [url, surroundings.origin, ...(options.origins ?? [])].filter((one) => one !== undefined);
  const origins = new Set(own.map((one) => new URL(one).origin));
  const stepUps = options.askToStepUp && new StepUpDialogue(options.askToStepUp);
  const fetch = authorizedFetch(keeper, origins, surroundings, stepUps);
  const api = createClient<paths>({ baseUrl: url, fetch });
  const signIns = new SignInDialogue(calls, keeper);
  const factors = new FactorDialogues(api, keeper);

  return {
    get user() {
      return memory.user;
    },
    get session() {
      return memory.session;
    },
    signUp: (account) => signIns.signUp(account),
    signIn: (proof) => signIns.signIn(proof),
    signOut: () => keeper.end(),
    refresh: () => refresh(keeper),
    stepUp: (proof) => factors.stepUp(proof),
    addPasskey: (name) => factors.addPasskey(name),
    onChange: (listener) => {
      memory.listeners.add(listener);
      upkeep.look();
      return () => void memory.listeners.delete(listener);
    },
    fetch,
    api,
  };
}

function keeperOf(surroundings: Surroundings, options: WatchwordOptions) {
  const { storage = surroundings.origin === undefined ? memoryStore() : 'cookie' } = options;
  const hasCookie = storage === 'cookie';
  const url = new URL(options.url, surroundings.origin).href.replace(/\/$/, '');
  const name = `watchword:${url}`;
  const calls = new ServiceCalls(url, hasCookie, surroundings);
  const record = new StoredRecord(hasCookie ? tabStore(surroundings) : storage, name);
  return { keeper: new SessionKeeper({ name, calls, record, hasCookie, surroundings }), calls, url };
}

async function refresh(keeper: SessionKeeper): Promise<SignedIn | SignedOut | Failed> {
  const renewal = await keeper.renew(keeper.memory.held?.token);
  if (renewal.status !== 'renewed') return renewal;
  const { data: user, problem } = await keeper.reload();
  return problem ? failed(problem) : { status: 'signed_in', user };
}
