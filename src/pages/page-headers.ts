/** Returns the headers that all pages have: for people, in one language, and not for search engines. */
export function pageHeaders(language: string, contentPolicy: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': contentPolicy,
    'x-robots-tag': 'noindex',
  };
}
