import { freshName } from './people.js';
import type { Service } from './service.js';

/** The newest token that was mailed to an address: without an SMTP server, mails are lines of the log. */
async function tokenTo(service: Service, email: string): Promise<string> {
  await service.outboxIsEmpty();
  const line = service.logLines.findLast((one) => one.includes(email) && one.includes('token=')) ?? '';
  return /token=([\w-]+)/.exec(line)?.[1] ?? '';
}

/** A new user with an address, and the token that was mailed to it. */
export async function loggedMail(service: Service): Promise<{ id: string; name: string; token: string }> {
  const name = freshName();
  const email = `${name}@example.com`;
  const { id } = await service.person({ name, email });
  return { id, name, token: await tokenTo(service, email) };
}

/** The token of a mail that signs a new user in. */
export async function loggedSignIn(service: Service): Promise<string> {
  const { name, token } = await loggedMail(service);
  await service.post('/email/verify', { token });
  await service.post('/login/email', { login: name });
  return tokenTo(service, `${name}@example.com`);
}
