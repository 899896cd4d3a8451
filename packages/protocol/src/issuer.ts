const FORM = /^https?:\/\/[^\s\\@?#/]+(\/[^\s\\@?#]*)?$/i;

/**
 * Returns the normalized issuer, as in tokens (RFC 8414 2): scheme and host in lower case, without the default port of
 * the scheme and without slashes at the end. Returns nothing when the text is not an http(s) URL, or has a user, a
 * query or a fragment. A host may contain an underscore, like those of Docker and Kubernetes.
 */
export function canonicalIssuer(text: string): string | undefined {
  const address = text.trim();
  if (!FORM.test(address) || !URL.canParse(address)) return undefined;
  return new URL(address).href.replace(/\/+$/, '');
}
