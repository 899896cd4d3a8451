/**
 * Returns the headers that all pages have: HTML in one language, the policy of the page, and no indexing by search
 * engines.
 */
export function pageHeaders(language: string, contentPolicy: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': contentPolicy,
    'x-robots-tag': 'noindex',
  };
}
