/** A sender or recipient, divided into its parts, so that no text must be parsed. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** Splits `Name <address>`, or an address alone, into its parts. */
export function addressOf(text: string): MailAddress {
  const [, name = '', address = text] = /^(.*)<([^<>]+)>$/s.exec(text) ?? [];
  return { name: name.trim(), address: address.trim() };
}

/** Quotes, brackets and separators can make one address look like another, so such addresses get no mail. */
const PLAIN = /^[^\s"(),:;<>@[\\\]\p{Cc}]+@[^\s"(),:;<>@[\\\]\p{Cc}]+$/u;

/** Returns whether every mail program reads an address as the same single mailbox. */
export function isPlainAddress(address: string): boolean {
  return PLAIN.test(address);
}
