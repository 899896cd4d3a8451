import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { readTheme, type Theme } from '../common/theme.js';
import { Config } from '../config/config.js';
import type { Representation } from '../http/problem-pages.js';
import { formatted, type MessageValues } from '../mail/mail-messages.js';
import { PASSWORD_MAX } from '../passwords/password.fields.js';
import { PageForm, type PageFormProps, type TypedFieldProps } from './page-form.js';
import { Layout, NoteBlock } from './page-layout.js';
import { type Note, type PageTexts, textsFor } from './page-texts.js';
import {
  type FormView,
  PAGES,
  type PageRule,
  type TypedField,
  type TypingFault,
  type View,
} from './page-view.js';
import { contentPolicyOf, styleOf } from './style.js';

/** A heading with its sentences, and a form where there is one. */
interface Content {
  readonly note: Note;
  readonly form?: PageFormProps;
}

/** Puts texts into the language of the reader. */
type Write = (text: string, values?: MessageValues) => string;

/** Writes pages, in the theme and in the language of their reader. */
@Injectable()
export class PageRenderer {
  private readonly theme: Theme;
  private readonly style: string;
  private readonly contentPolicy: string;
  private readonly prefix: string;

  constructor(private readonly config: Config) {
    this.theme = readTheme(config.THEME);
    this.style = styleOf(this.theme);
    this.contentPolicy = contentPolicyOf(this.style, this.theme);
    this.prefix = new URL(config.ISSUER).pathname.replace(/\/$/, '');
  }

  /** The page in the language that Accept-Language prefers, with the headers that belong to it. */
  page(view: View, acceptLanguage: string | undefined): Representation {
    const { tag, texts } = textsFor(acceptLanguage);
    const write: Write = (text, values = {}) => formatted(text, tag, values);
    const { note, form } = this.contentOf(view, texts, write);
    const document = (
      <Layout language={tag} title={note.title} theme={this.theme} style={this.style}>
        <NoteBlock {...note} />
        {form && <PageForm {...form} />}
      </Layout>
    );
    return { headers: this.headersOf(tag), body: html(document) };
  }

  /** A path of the service as browsers see it: ISSUER may have one before it. */
  addressOf(path: string): string {
    return this.prefix + path;
  }

  private contentOf(view: View, texts: PageTexts, write: Write): Content {
    if (view.kind === 'problem')
      return { note: noteOf(texts.problems[view.text], (text) => write(text, view.values)) };
    const own = texts[view.page];
    if (view.kind === 'form') {
      const note = noteOf(own, (text) => write(text, { name: view.name ?? '' }));
      return { note, form: this.formOf(view, texts, write) };
    }
    return { note: noteOf(own[view.kind], write) };
  }

  private formOf(
    { page, secret: value, name, fault }: FormView,
    texts: PageTexts,
    write: Write,
  ): PageFormProps {
    const { path, secret = 'token', asksFor }: PageRule = PAGES[page];
    return {
      action: this.addressOf(path),
      secret: { name: secret, value },
      button: write(texts[page].button),
      account:
        asksFor === undefined || name === undefined ? undefined : { label: write(texts.fields.name), name },
      field: asksFor && this.fieldOf(asksFor, fault, texts, write),
    };
  }

  private fieldOf(
    name: TypedField,
    fault: TypingFault | undefined,
    texts: PageTexts,
    write: Write,
  ): TypedFieldProps {
    const { label, hint, faults } = texts.fields[name];
    const { seconds = 0 } = fault ?? {};
    const minutes = Math.ceil(seconds / 60);
    const values = { min: this.config.PASSWORD_MIN_LENGTH, max: PASSWORD_MAX, seconds, minutes };
    const sentence = fault && (faults[fault.text] ?? faults.other);
    return {
      name,
      label: write(label),
      hint: write(hint, values),
      fault: sentence && write(sentence, values),
      minLength: name === 'newPassword' ? values.min : undefined,
    };
  }

  private headersOf(language: string): Record<string, string> {
    return {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': this.contentPolicy,
      'x-robots-tag': 'noindex',
    };
  }
}

function noteOf({ title, text, advice }: Note, write: Write): Note {
  return { title: write(title), text: write(text), advice: advice && write(advice) };
}

function html(document: VNode): string {
  return `<!doctype html>${render(document)}\n`;
}
