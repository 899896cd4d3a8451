import type { Theme } from '../common/theme.js';

/** The parts of a mail in reading order. All texts are finished, and none is HTML. */
export interface MailContent {
  readonly language: string;
  readonly subject: string;
  readonly greeting: string;
  readonly text: string;
  readonly action?: MailAction;
  readonly code?: { readonly intro: string; readonly digits: string };
  readonly facts: readonly MailFact[];
  readonly advice: string;
  readonly reason: string;
}

/** A link for the reader to open. */
export interface MailAction {
  readonly button: string;
  readonly link: string;
  readonly validity: string;
  readonly fallback: string;
}

/** A line such as `When: 1 May 2026`. */
export interface MailFact {
  readonly label: string;
  readonly value: string;
}

/** Returns the mail as plain text. */
export function textOf({ greeting, text, action, code, facts, advice, reason }: MailContent): string {
  const parts = [
    greeting,
    text,
    action && `${action.button}:\n${action.link}\n${action.validity}`,
    code && `${code.intro}\n${code.digits}`,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    advice,
    `-- \n${reason}`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/**
 * Returns the mail as HTML, with tables and inline styles, which every mail program displays. It loads no pictures or
 * scripts from other hosts.
 */
export function htmlOf(content: MailContent, theme: Theme): string {
  const { greeting, text, action, code, facts, advice } = content;
  const parts = [
    paragraph(greeting),
    paragraph(text),
    action ? actionOf(action, theme) : '',
    code ? codeOf(code) : '',
    facts.length > 0 ? factsOf(facts) : '',
    paragraph(advice),
  ];
  return page(content, theme, parts.filter(Boolean).join('\n'));
}

function page({ language, subject, reason }: MailContent, theme: Theme, body: string): string {
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${escaped(subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:8px;font:16px/1.5 Arial,Helvetica,sans-serif;color:#1f2937">
<tr><td style="padding:24px 32px 0;font-size:18px;font-weight:bold;color:${theme.colour}">${brand(theme)}</td></tr>
<tr><td style="padding:16px 32px 24px"><h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escaped(subject)}</h1>
${body}
</td></tr>
<tr><td style="padding:16px 32px 24px;border-top:1px solid #e5e7eb;font-size:13px;color:#6b7280">${escaped(reason)}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

function brand({ name, logo }: Theme): string {
  if (logo === undefined) return escaped(name);
  return `<img src="${escaped(logo)}" alt="${escaped(name)}" height="32" style="display:block;border:0">`;
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${escaped(text)}</p>`;
}

function actionOf({ button, link, validity, fallback }: MailAction, { colour }: Theme): string {
  const href = escaped(link);
  const style = `display:inline-block;padding:12px 24px;border-radius:6px;background:${colour};color:#ffffff;font-weight:bold;text-decoration:none`;
  return `<p style="margin:0 0 16px"><a href="${href}" style="${style}">${escaped(button)}</a></p>
${paragraph(validity)}
<p style="margin:0 0 16px;font-size:13px;color:#6b7280;word-break:break-all">${escaped(fallback)}<br><a href="${href}" style="color:${colour}">${href}</a></p>`;
}

function codeOf({ intro, digits }: { intro: string; digits: string }): string {
  return `${paragraph(intro)}
<p style="margin:0 0 16px;font:bold 28px/1.3 'Courier New',monospace;letter-spacing:4px">${escaped(digits)}</p>`;
}

function factsOf(facts: readonly MailFact[]): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td style="padding:2px 16px 2px 0;color:#6b7280">${escaped(label)}</td><td>${escaped(value)}</td></tr>`,
  );
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px;font-size:14px">${rows.join('')}</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}
