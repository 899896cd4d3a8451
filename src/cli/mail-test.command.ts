import type { Config } from '../config/config.js';
import { isPlainAddress } from '../mail/address.js';
import { smtpAdvice } from '../mail/smtp-faults.js';
import { testMail } from '../mail/test-mail.js';
import { smtpTransportFor } from '../mail/transport-for.js';
import type { Command } from './command.js';

const TIMEOUT_MS = 30_000;

/** Sends one mail at once, and explains what is wrong if that fails. */
export const mailTestCommand: Command = {
  usage:
    'mail test ADDRESS                      send a test mail, and say what is wrong with SMTP_URL if it fails',
  run: async ([address = ''], config) => {
    if (!isPlainAddress(address)) throw new Error('Say where to send it: mail test you@example.com');
    await send(address, config);
    return `The SMTP server took the mail to ${address}. If it does not arrive, look among the spam and into the log of the server.\n`;
  },
};

async function send(address: string, config: Config): Promise<void> {
  const transport = smtpTransportFor(config);
  if (!transport) throw new Error('SMTP_URL is not set. docs/mail.md says how to set it.');
  try {
    await transport.send(testMail(address, config), AbortSignal.timeout(TIMEOUT_MS));
  } catch (error) {
    throw new Error(`The mail was not sent.\n${smtpAdvice((error as Error).cause)}`, { cause: error });
  }
}
