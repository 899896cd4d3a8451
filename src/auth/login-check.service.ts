import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { ADMIN } from '../common/role-names.js';
import { Config } from '../config/config.js';
import type { Admission } from '../throttling/sign-in-attempts.service.js';
import type { Credentials } from '../users/credentials.service.js';
import { AccountMailsService } from '../verification/account-mails.service.js';
import type { PasswordLoginDto } from './auth.dto.js';
import { EmailUnverified } from './auth.errors.js';
import { type CheckedLogin, CredentialCheckService } from './credential-check.service.js';
import { LoginFailures } from './login-failures.js';

const MAIL_ON_ITS_WAY =
  'Follow the link that was mailed to the address, or enter the code beside it. Where no link counts any more, a new one is ' +
  'on its way.';
const NO_MAIL =
  'The address cannot be verified right now, because the service cannot send mail. Ask an admin for help.';
const NO_ADDRESS = 'The account has no e-mail address. Ask an admin to set one.';

/**
 * Decides whether a name and a password may sign in. With REQUIRE_VERIFIED_EMAIL=true, the account needs a verified
 * address.
 */
@Injectable()
export class LoginCheckService {
  constructor(
    private readonly config: Config,
    private readonly credentials: CredentialCheckService,
    private readonly failures: LoginFailures,
    private readonly mails: AccountMailsService,
  ) {}

  /**
   * Returns the account that signs in. Only callers who know the password learn that the address is not verified, and
   * they are mailed a new link if no earlier one is still valid. @throws InvalidCredentials, EmailUnverified,
   * RateLimited, ProofRequired, Overloaded
   */
  async check(dto: PasswordLoginDto, origin: RequestOrigin, client: ClientContext): Promise<CheckedLogin> {
    const checked = await this.credentials.check(dto, origin, client);
    await this.demandAddress(checked, origin);
    return checked;
  }

  /**
   * Refuses an account whose user has proved who they are, but whose address must be verified and is not.
   * @throws EmailUnverified
   */
  async demandAddress(
    { user, admission }: { readonly user: Credentials; readonly admission: Admission },
    origin: RequestOrigin,
  ): Promise<void> {
    if (this.mayPass(user)) return;

    const { id: userId, passwordVersion } = user;
    await this.failures.record({ userId, passwordVersion }, 'unverified', origin);
    const detail = user.email === null ? NO_ADDRESS : await this.mail(userId, origin);
    throw new EmailUnverified(detail, { rateLimit: admission.rateLimit });
  }

  /**
   * Returns whether the address of an account allows it to sign in. Admins need no verified address, because an admin
   * must be able to sign in and repair mail that does not work.
   */
  mayPass({ verifiedEmailKey, roles }: Pick<Credentials, 'verifiedEmailKey' | 'roles'>): boolean {
    const isRequired = this.config.REQUIRE_VERIFIED_EMAIL === 'true' && !roles.includes(ADMIN);
    return !isRequired || verifiedEmailKey !== null;
  }

  /** Requests the verification mail, and returns a text that says what to do next. */
  private async mail(userId: string, origin: RequestOrigin): Promise<string> {
    const request = { purpose: 'verify_email', userId, unlessPending: true } as const;
    const isTaken = await this.mails.requestIfAvailable(request, { ...origin, id: null });
    return isTaken ? MAIL_ON_ITS_WAY : NO_MAIL;
  }
}
