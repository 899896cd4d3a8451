import { IsOptional } from 'class-validator';
import { NoticeList, Sender, SmtpUrl } from './mail.decorators.js';
import { OneOf, type Rate, RateOrOff, Variable } from './variable.decorators.js';

/** Settings of mails and of the links in them. */
export abstract class MailSettings {
  @Variable(
    undefined,
    'server that takes mails: `smtp://user:password@host:587` or `smtps://user:password@host:465` (docs/mail.md); unset: mails are lines of the log, and in production none are sent',
  )
  @IsOptional()
  @SmtpUrl()
  readonly SMTP_URL?: string;

  @Variable(
    'Watchword <watchword@localhost>',
    'sender of mails: an address, or a name with the address in angle brackets',
  )
  @Sender()
  readonly MAIL_FROM!: string;

  @Variable(undefined, 'folder of more languages for mails, such as `fr/messages.json` in it (docs/mail.md)')
  @IsOptional()
  readonly MAIL_TEMPLATES?: string;

  @Variable('10/1m', 'requests by address that mail something, or spend what was mailed; or `off`')
  @RateOrOff()
  readonly MAIL_REQUEST_LIMIT!: Rate | 'off';

  @Variable(
    'off',
    'such as `1000/1h`: how many mails anyone can ask for leave in all. One address gets 5 an hour at most',
  )
  @RateOrOff()
  readonly MAIL_LIMIT!: Rate | 'off';

  @Variable(
    undefined,
    'notices that are not sent, such as `new_device,failed_attempts` (docs/mail.md, "Notices"); all are sent by default',
  )
  @NoticeList()
  readonly NOTICES_OFF!: string[];

  @Variable(
    'off',
    '`on`: users can sign in by a link or a code that is mailed to their verified address, without the password (docs/mail.md)',
  )
  @OneOf('on', 'off')
  readonly LOGIN_BY_EMAIL!: 'on' | 'off';

  @Variable(
    'false',
    '`true`: a password signs in only where the e-mail address is verified (docs/mail.md). Admins are exempt',
  )
  @OneOf('true', 'false')
  readonly REQUIRE_VERIFIED_EMAIL!: 'true' | 'false';
}
