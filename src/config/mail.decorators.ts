import { applyDecorators } from '@nestjs/common';
import { NOTICES } from '../common/notices.js';
import { faultless, List } from './variable.decorators.js';

const ADDRESS = String.raw`[^\s<>@"\p{Cc}]+@[^\s<>@"\p{Cc}]+`;
const SENDER = new RegExp(`^(?:[^<>@"\\p{Cc}]*<${ADDRESS}>|${ADDRESS})$`, 'u');

/** The URL of an SMTP server, with user name and password. */
export const SmtpUrl = () => faultless((value) => smtpUrlFault(String(value)));

/** An address, or a name and an address in angle brackets. */
export const Sender = () =>
  faultless(
    (value) =>
      !SENDER.test(String(value)) && 'must be an address, or look like Watchword <watchword@example.com>',
  );

/** A list of notices. */
export const NoticeList = () =>
  applyDecorators(
    List(),
    faultless((value) => {
      const odd = (value as string[]).find((name) => !(NOTICES as readonly string[]).includes(name));
      return odd !== undefined && `must be a list of ${NOTICES.join(', ')}: ${odd} is none`;
    }),
  );

function smtpUrlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    return 'must look like smtp://user:password@mail.example.com:587, with characters such as @ and / in the user or password percent-encoded';
  if (!['', '?tls=required'].includes(url.search))
    return 'may have ?tls=required after the address, and nothing else';
  return undefined;
}
