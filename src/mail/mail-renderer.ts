import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { readTheme, type Theme } from '../common/theme.js';
import type { Delivery } from '../outbox/deliverers.js';
import { addressOf } from './address.js';
import { defanged } from './defang.js';
import { type Language, Languages } from './languages.js';
import { type MailAction, type MailContent, type MailFact, htmlOf, textOf } from './mail-layout.js';
import { formatted, type MessageValues } from './mail-messages.js';
import { isNotice, type MailTemplate } from './mail-templates.js';
import type { RenderedMail } from './mail-transport.js';

/** The payload of a mail in the outbox, parsed from JSON. */
export interface StoredMail {
  readonly template: MailTemplate;
  readonly to: string;
  readonly locale?: string;
  readonly params: StoredParams;
}

/** All params of all templates: each template has some of them. */
interface StoredParams {
  readonly name: string;
  readonly link?: string;
  readonly minutes?: number;
  readonly code?: string;
  readonly codeMinutes?: number;
  readonly when?: string;
  readonly address?: string;
  readonly device?: string;
  readonly newEmail?: string;
  readonly count?: number;
  readonly by?: string;
  readonly what?: string;
}

/** Renders a mail from a template, in the reader's language. */
@Injectable()
export class MailRenderer {
  private readonly theme: Theme;
  private readonly domain: string;
  private readonly sender: string;

  constructor(
    config: Config,
    private readonly languages: Languages,
  ) {
    this.theme = readTheme(config.THEME);
    this.domain = new URL(config.ISSUER).hostname;
    this.sender = addressOf(config.MAIL_FROM).address;
  }

  /**
   * Renders a mail. Its Message-ID is derived from the id of the message, so that mail programs recognize a mail that
   * is sent twice.
   */
  render(
    { template, to, locale, params }: StoredMail,
    { id, createdAt }: Pick<Delivery, 'id' | 'createdAt'>,
  ): RenderedMail {
    const language = this.languages.of(locale);
    const content = this.contentOf(template, to, params, language);
    return {
      to,
      subject: content.subject,
      text: textOf(content),
      html: htmlOf(content, this.theme),
      messageId: `<${id}@${this.domain}>`,
      date: createdAt,
      headers: this.headersOf(template),
    };
  }

  private contentOf(
    template: MailTemplate,
    to: string,
    params: StoredParams,
    { tag, texts }: Language,
  ): MailContent {
    const values = this.valuesOf(to, params, tag);
    const write = (text: string) => formatted(text, tag, values);
    const { subject, text, button, advice } = texts[template];
    const action: MailAction | undefined =
      button !== undefined && params.link !== undefined
        ? {
            button: write(button),
            link: params.link,
            validity: write(texts.validity),
            fallback: write(texts.fallback),
          }
        : undefined;
    const facts: MailFact[] = (['when', 'address', 'device'] as const)
      .filter((fact) => params[fact] !== undefined)
      .map((fact) => ({ label: write(texts[fact]), value: String(values[fact]) }));
    return {
      language: tag,
      subject: write(subject),
      greeting: write(texts.greeting),
      text: write(text),
      action,
      code: params.code === undefined ? undefined : { intro: write(texts.code), digits: params.code },
      facts,
      advice: write(advice),
      reason: write(texts.reason),
    };
  }

  private valuesOf(to: string, params: StoredParams, tag: string): MessageValues {
    const { name, newEmail = '', address = '', device = '', count = 0, by = '', what = '', when } = params;
    return {
      product: this.theme.name,
      recipient: defanged(to),
      name: defanged(name),
      newEmail: defanged(newEmail),
      change: newEmail === '' ? 'removed' : 'replaced',
      by,
      what,
      address,
      device: defanged(device),
      count,
      when: when === undefined ? '' : momentOf(new Date(when), tag),
      validity: durationOf(params.minutes ?? 0, tag),
      codeValidity: durationOf(params.codeMinutes ?? 0, tag),
    };
  }

  private headersOf(template: MailTemplate): Record<string, string> {
    return { 'Auto-Submitted': 'auto-generated', ...(isNotice(template) && this.unsubscribe(template)) };
  }

  /**
   * Returns the header for unsubscribing by mail. The operator reads these mails; they do not stop security notices by
   * themselves.
   */
  private unsubscribe(template: MailTemplate): Record<string, string> {
    return { 'List-Unsubscribe': `<mailto:${this.sender}?subject=unsubscribe%20${template}>` };
  }
}

/** Formats a time in the reader's language and as in RFC 3339: `1 May 2026 at 12:00:00 UTC (2026-05-01T12:00:00Z)`. */
function momentOf(when: Date, tag: string): string {
  const format = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });
  return `${format.format(when)} (${when.toISOString().replace(/\.\d+/, '')})`;
}

/** Formats a duration in hours if they are whole, otherwise in minutes: `24 hours` rather than `1440 minutes`. */
function durationOf(minutes: number, tag: string): string {
  const [value, unit] = minutes >= 60 && minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
