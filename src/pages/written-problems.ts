import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Problem } from '../common/problem.js';
import type { RouteSettings } from '../http/content-types.js';
import { retryAfterOf } from '../http/retry-after.js';
import type { ProblemPages, Representation } from '../http/problem-pages.js';
import { openFormAgain } from './open-form-problems.js';
import { isOpenPage, type OpenPageName } from './open-page-view.js';
import { PageAddresses } from './page-addresses.js';
import { PageAnswers } from './page-answers.js';
import {
  CHECKED,
  type FormView,
  type PageName,
  PAGES,
  type PageRule,
  type ProblemText,
  type ProblemView,
  type TypingFault,
  type View,
} from './page-view.js';

/** Problems that have their own texts. The others are described by their status. */
const TEXTS: Readonly<Record<string, ProblemText>> = {
  email_taken: 'email_taken',
  cookie_not_kept: 'cookie_not_kept',
  origin_refused: 'origin_refused',
  rate_limited: 'rate_limited',
  registration_closed: 'registration_closed',
};

/** Problems after which a link or a challenge cannot be used any more. */
const ENDINGS = ['invalid_token', 'invalid_challenge'];

/** Renders problems as pages that say what went wrong and what to do. */
@Injectable()
export class WrittenProblems implements ProblemPages {
  constructor(
    private readonly answers: PageAnswers,
    private readonly addresses: PageAddresses,
  ) {}

  /**
   * Returns the form of the next step if one is needed, the same form again if a typed value is at fault, and otherwise
   * a page about the problem.
   */
  of(problem: Problem, request: FastifyRequest): Representation {
    const page = (request.routeOptions.config as RouteSettings).page as PageName | OpenPageName;
    const { return_to: wanted } = (request.body ?? request.query) as { return_to?: unknown };
    const returnTo = this.addresses.allowed(wanted);
    const view =
      nextForm(problem, returnTo) ??
      (isOpenPage(page)
        ? openFormAgain(page, problem, request.body, returnTo)
        : formAgain(page, problem, request.body, returnTo));
    return this.answers.of(view ?? viewOf(page, problem, request.id, returnTo), request);
  }
}

/**
 * Returns the form for the second factor. It sends the challenge in the body, so that no URL and no log contains it.
 */
function nextForm({ kind, particulars }: Problem, returnTo: string | undefined): FormView | undefined {
  if (kind.code !== 'mfa_required') return undefined;
  const { challenge, factors } = particulars.members as { challenge: string; factors: readonly string[] };
  const hasPasskey = factors.includes('passkey');
  return { kind: 'form', page: 'sign_in_factor', secret: challenge, hasPasskey, returnTo };
}

/**
 * Returns the form with the sent values, except the password or the code, which must be typed again and are never in a
 * page.
 */
function formAgain(
  page: PageName,
  problem: Problem,
  body: unknown,
  returnTo: string | undefined,
): FormView | undefined {
  const { asksFor, secret = 'token' }: PageRule = PAGES[page];
  const sent = (body ?? {}) as Record<string, unknown>;
  const value = sent[secret];
  const fault = asksFor === 'code' ? faultOfCode(problem) : faultOfField(problem, asksFor);
  if (fault === undefined || typeof value !== 'string') return undefined;
  const name = asksFor === 'newPassword' && typeof sent.name === 'string' ? sent.name : undefined;
  const [isRemembering, hasPasskey] = [sent.rememberDevice, sent.hasPasskey].map((one) => one === CHECKED);
  return { kind: 'form', page, secret: value, name, isRemembering, hasPasskey, fault, returnTo };
}

/**
 * Returns the fault of a code. The form is shown again after every temporary problem, because the link of the sign-in
 * is already used up.
 */
function faultOfCode(problem: Problem): TypingFault | undefined {
  const { code, status } = problem.kind;
  if (status === 429 || status === 503)
    return { text: status === 429 ? 'rate_limited' : 'busy', seconds: retryAfterOf(problem) };
  return code === 'invalid_code' ? { text: code } : faultOfField(problem, 'code');
}

/** Returns the fault of the field, if no other field has one. */
function faultOfField({ particulars }: Problem, name: string | undefined): TypingFault | undefined {
  const [first, ...others] = particulars.errors ?? [];
  const isAlone = first?.field === name && others.every(({ field }) => field === name);
  return first && isAlone ? { text: first.rule } : undefined;
}

function viewOf(
  page: PageName | OpenPageName,
  problem: Problem,
  request: string,
  returnTo: string | undefined,
): View {
  if (isOpenPage(page)) return problemView('open', textOf(problem), problem, request);
  const { secret = 'token' }: PageRule = PAGES[page];
  const hasNoSecret = problem.particulars.errors?.some(({ field }) => field === secret);
  if (ENDINGS.includes(problem.kind.code) || (hasNoSecret && secret === 'challenge'))
    return { kind: 'stale', page, returnTo };
  return problemView(page, hasNoSecret ? 'incomplete_link' : textOf(problem), problem, request);
}

function problemView(
  page: PageName | 'open',
  text: ProblemText,
  problem: Problem,
  request: string,
): ProblemView {
  return { kind: 'problem', text, values: { page, seconds: retryAfterOf(problem) ?? 0, request } };
}

function textOf({ kind: { code, status } }: Problem): ProblemText {
  if (TEXTS[code] !== undefined) return TEXTS[code];
  if (status === 503) return 'busy';
  return status < 500 ? 'refused' : 'failed';
}
