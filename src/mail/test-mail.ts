import { v7 as uuidv7 } from 'uuid';
import { readTheme } from '../common/theme.js';
import type { Config } from '../config/config.js';
import { htmlOf, type MailContent, textOf } from './mail-layout.js';
import type { RenderedMail } from './mail-transport.js';

/** Returns a mail by which the operator can test whether mails arrive. */
export function testMail(to: string, config: Config): RenderedMail {
  const theme = readTheme(config.THEME);
  const content: MailContent = {
    language: 'en',
    subject: `Test mail from ${theme.name}`,
    greeting: 'Hello,',
    text: 'This mail shows that the service can send mails.',
    facts: [{ label: 'Service', value: config.ISSUER }],
    advice: 'There is nothing to do.',
    reason: 'It was sent by the command mail test.',
  };
  return {
    to,
    subject: content.subject,
    text: textOf(content),
    html: htmlOf(content, theme),
    messageId: `<${uuidv7()}@${new URL(config.ISSUER).hostname}>`,
    date: new Date(),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
