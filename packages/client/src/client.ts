import { surroundings } from './surroundings.js';
import { type Watchword, watchwordIn, type WatchwordOptions } from './watchword.js';

// The entry point of `@watchword/client`: it exports everything that an app imports.
export type { Session } from './access-token.js';
export type { PasskeyAdded, StepUpProof } from './factors.js';
export type { components, paths } from './openapi.js';
export {
  type ClientProblemCode,
  type Failed,
  type Problem,
  type Result,
  resultOf,
  type Schemas,
} from './problems.js';
export type { SignedOut } from './session-keeper.js';
export type { Change, User } from './session-memory.js';
export type { SessionStore } from './session-record.js';
export type {
  MfaRequired,
  NewAccount,
  SignedIn,
  SignInProof,
  SignInResult,
  SignUpResult,
} from './sign-in.js';
export type { AskToStepUp } from './step-up-dialogue.js';
export type { Watchword, WatchwordOptions } from './watchword.js';

/**
 * Creates a client of Watchword, which keeps one session. A page needs only one client. A server that renders pages
 * creates one for each request.
 *
 * @example const watchword = createWatchword({ url: 'https://auth.example.com' }); const result = await
 * watchword.signIn({ name, password });
 */
export function createWatchword(options: WatchwordOptions): Watchword {
  return watchwordIn(surroundings(), options);
}
