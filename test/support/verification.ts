import type { Mailbox, ReceivedMail } from './mailbox.js';
import { freshAddress, freshName, type Person } from './people.js';
import type { Service } from './service.js';

/** A user with an address, and the mails to it. */
export interface Correspondent extends Person {
  readonly email: string;
}

/** Registers and signs in a user with an address, and waits for the verification mail. */
export async function correspondent(
  service: Service,
  mailbox: Mailbox,
): Promise<Correspondent & { mail: ReceivedMail }> {
  const name = freshName();
  const email = `${name}@example.com`;
  const person = await service.person({ name, email });
  return { ...person, email, mail: await mailbox.next(email) };
}

/** Does the same, and verifies the address by the link. */
export async function verifiedPerson(service: Service, mailbox: Mailbox): Promise<Correspondent> {
  const { mail, ...person } = await correspondent(service, mailbox);
  const { status } = await service.post('/email/verify', { token: mail.token });
  if (status !== 204) throw new Error(`the address was not verified: ${status}`);
  return person;
}

/** Mails a link of each purpose, each to a different user. Returns the mail with the link. */
export const MAILED_LINKS: Readonly<
  Record<string, (service: Service, mailbox: Mailbox) => Promise<ReceivedMail>>
> = {
  verify_email: async (service, mailbox) => (await correspondent(service, mailbox)).mail,
  confirm_new_email: async (service, mailbox) => {
    const { token } = await verifiedPerson(service, mailbox);
    const email = freshAddress();
    await service.patch('/me', { email }, { token });
    return mailbox.next(email);
  },
  undo_email_change: async (service, mailbox) => {
    const { token, email } = await verifiedPerson(service, mailbox);
    await service.patch('/me', { email: freshAddress() }, { token });
    return mailbox.next(email, 2);
  },
  reset_password: async (service, mailbox) => {
    const { name, email } = await verifiedPerson(service, mailbox);
    await service.post('/password/forgot', { login: name });
    return mailbox.next(email, 2);
  },
  invite: async (service, mailbox) => {
    const email = freshAddress();
    await service.post('/users', { name: freshName(), email }, await service.admin());
    return mailbox.next(email);
  },
  login: async (service, mailbox) => {
    const { name, email } = await verifiedPerson(service, mailbox);
    await service.post('/login/email', { login: name });
    return mailbox.next(email, 2);
  },
};
