import type { Problem } from '../common/problem.js';
import type { ProofChallenge } from '../common/proof-challenge.js';
import { retryAfterOf } from '../http/retry-after.js';
import { FormExpired } from './form-token.guard.js';
import {
  OPEN_PAGES,
  type OpenField,
  type OpenFieldText,
  type OpenFormView,
  type OpenPageName,
  type OpenPageRule,
} from './open-page-view.js';
import type { TypingFault } from './page-view.js';

/** The field that a problem concerns, by the code of the problem. */
const FIELDS: Readonly<Record<string, OpenFieldText>> = {
  invalid_credentials: 'password',
  invalid_grant: 'userCode',
  invalid_token: 'mailCode',
  name_taken: 'newName',
};

/** Problems that concern no single field, after which the form can be sent again. */
const WHOLE = ['email_unverified', 'mail_unavailable', 'proof_required', 'rate_limited'];

/** The fields whose values stay in the form when it is shown again. */
const KEPT: readonly OpenFieldText[] = ['login', 'newName', 'email', 'userCode'];

/** Returns the form with the typed values and their faults, or nothing if the form cannot be used any more. */
export function openFormAgain(
  page: OpenPageName,
  problem: Problem,
  body: unknown,
  returnTo: string | undefined,
): OpenFormView | undefined {
  const { fields, secret }: OpenPageRule = OPEN_PAGES[page];
  const found = faultsOf(problem, fields);
  if (!found) return undefined;
  const sent = (body ?? {}) as Record<string, unknown>;
  const kept = fields.filter(({ name, text }) => KEPT.includes(text) && typeof sent[name] === 'string');
  const typed = Object.fromEntries(kept.map(({ name }) => [name, sent[name] as string]));
  const value = secret === undefined ? undefined : sent[secret];
  if (secret !== undefined && typeof value !== 'string') return undefined;
  return { kind: 'open form', page, secret: value as string | undefined, typed, returnTo, ...found };
}

function faultsOf(
  problem: Problem,
  fields: readonly OpenField[],
): Pick<OpenFormView, 'fault' | 'faults' | 'challenge'> | undefined {
  const { code, status } = problem.kind;
  const field = fields.find(({ text }) => text === FIELDS[code]);
  if (field) return { faults: { [field.name]: { text: code } } };
  if (problem instanceof FormExpired) return { fault: { text: 'form_expired' } };
  if (WHOLE.includes(code)) {
    const challenge = problem.particulars.members?.challenge as ProofChallenge | undefined;
    return { fault: { text: code, seconds: retryAfterOf(problem) }, challenge };
  }
  if (status === 503) return { fault: { text: 'busy', seconds: retryAfterOf(problem) } };
  return faultsOfFields(problem, fields);
}

/** Returns the first fault of each field, or nothing unless all faults concern fields of the form. */
function faultsOfFields({ particulars: { errors = [] } }: Problem, fields: readonly OpenField[]) {
  const isField = (name: string) => fields.some((one) => one.name === name);
  if (errors.length === 0 || !errors.every(({ field }) => isField(field))) return undefined;
  const faults: Record<string, TypingFault> = {};
  for (const { field, rule } of errors) faults[field] ??= { text: rule };
  return { faults };
}
