/** A sender or recipient, in parts: nothing has to be read out of one text. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** Takes `Name <address>`, or an address alone, apart. */
export function addressOf(text: string): MailAddress {
  const [, name = '', address = text] = /^(.*)<([^<>]+)>$/s.exec(text) ?? [];
  return { name: name.trim(), address: address.trim() };
}

/** Quotes, brackets and separators are how one address is made to look like another: such addresses get no mail. */
const PLAIN = /^[^\s"(),:;<>@[\\\]\p{Cc}]+@[^\s"(),:;<>@[\\\]\p{Cc}]+$/u;

/** Whether an address means one mailbox, however it is read. */
export function isPlainAddress(address: string): boolean {
  return PLAIN.test(address);
}
