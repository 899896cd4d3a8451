const FORM = /^([a-z][a-z0-9+.-]*):\/\/([^/?#@\s\\]+)\/?$/i;
const WEB = /^https?:\/\//i;

/** Origins that any page can have, with the reason. */
const ANYBODYS: Record<string, string> = {
  '*': 'any page could use the cookies of your users',
  null: 'sandboxed frames and files of anybody have this origin',
};

/**
 * Normalizes an origin to the spelling of browsers (RFC 6454 6.2): lower case, without the default port. Apps and
 * extensions have their own schemes, such as `capacitor://localhost`. Returns nothing for a text that is not an origin.
 */
export function normalOrigin(text: string): string | undefined {
  const [, scheme, host] = FORM.exec(text) ?? [];
  if (scheme === undefined || host === undefined || host.includes('*')) return undefined;
  if (!WEB.test(text)) return `${scheme}://${host}`.toLowerCase();
  return URL.canParse(text) ? new URL(text).origin : undefined;
}

/**
 * Returns what is wrong with an entry of CORS_ORIGINS, as the rest of a sentence that starts with its name, or nothing.
 */
export function originFault(text: string): string | undefined {
  const reason = ANYBODYS[text.toLowerCase()];
  if (reason) return `must not have ${text}: ${reason}`;
  if (/^file:/i.test(text)) return `must not have ${text}: pages from files have the origin null`;
  if (text.includes('*')) return `must name each origin: ${text} matches none`;
  if (normalOrigin(text) !== undefined) return undefined;
  return `must be a list of origins such as https://app.example.com, without a path: ${text} is none`;
}
