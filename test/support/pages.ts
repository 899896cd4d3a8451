import type { Answer } from './client.js';
import type { Service } from './service.js';

/** A page, as a browser without JavaScript has it. */
export interface Page extends Answer<string> {
  readonly heading: string;
  /** What the page says is wrong, in its order. */
  readonly faults: readonly string[];
  readonly action: string;
  /** What the browser has been given with this page, to send with its form. */
  readonly cookies: string;
  /** What the form sends, before anything is typed. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a browser says of a form of our own pages, which are sent with `Referrer-Policy: no-referrer`. */
export const OWN_FORM = { origin: 'null', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };

/** Opens the link of a mail. It points to ISSUER, and the service listens elsewhere. */
export async function openLink(
  service: Service,
  link: string,
  headers: Record<string, string> = {},
): Promise<Page> {
  return pageOf(await service.get(pathOf(link), { headers }));
}

/** Presses the button of a page, with what is typed into its fields. */
export async function press(
  service: Service,
  { action, fields, cookies }: Page,
  typed: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Page> {
  const raw = new URLSearchParams({ ...fields, ...typed });
  const sent = { ...OWN_FORM, ...(cookies && { cookie: cookies }), ...headers };
  return pageOf(await service.post(action, undefined, { raw, headers: sent }), cookies);
}

/** The part of a link after the origin. */
export function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** Reads an answer as a page. */
export function pageOf(answer: Answer, earlier = ''): Page {
  const html = String(answer.body);
  const given = answer.headers.getSetCookie().map((set) => set.split(';')[0]);
  const tags = [...html.matchAll(/<input (?:"[^"]*"|[^">])*>/g)].map(([tag]) => tag);
  const sent = tags.filter((tag) => !tag.includes('type="checkbox"') || tag.includes(' checked'));
  const inputs = sent.map((tag) => [attributeOf(tag, 'name'), attributeOf(tag, 'value')]);
  return {
    ...answer,
    body: html,
    cookies: given.length > 0 ? given.join('; ') : earlier,
    heading: /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '',
    faults: [...html.matchAll(/<p class="fault"[^>]*>(.*?)<\/p>/g)].map(([, text]) => text!),
    action: attributeOf(/<form [^>]*>/.exec(html)?.[0] ?? '', 'action'),
    fields: Object.fromEntries(inputs),
  };
}

function attributeOf(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
