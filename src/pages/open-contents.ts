import { Injectable } from '@nestjs/common';
import { PASSWORD_MAX } from '../passwords/password.fields.js';
import type { OpenFieldProps, OpenFormProps, PageLinkProps } from './open-form.js';
import {
  OPEN_PAGES,
  type OpenDoneView,
  type OpenField,
  type OpenFormView,
  type OpenPageRule,
  PAGE_LINKS,
} from './open-page-view.js';
import { PageAddresses } from './page-addresses.js';
import { type Note, noteOf, type PageTexts, type Write } from './page-texts.js';
import type { TypingFault } from './page-view.js';

/** What stands on a page: a heading with its sentences, and below it a form where there is one, and links. */
export interface OpenContent {
  readonly note: Note;
  readonly openForm?: OpenFormProps;
  readonly links: readonly PageLinkProps[];
}

/** Puts together what the pages that anybody can open show. */
@Injectable()
export class OpenContents {
  constructor(private readonly addresses: PageAddresses) {}

  /** The content of a page in the words of a language. */
  of(view: OpenFormView | OpenDoneView, texts: PageTexts, write: Write): OpenContent {
    const { title, text, done } = texts.open[view.page];
    const links = this.linksOf(view, texts, write);
    if (view.kind === 'open done') return { note: noteOf(done ?? { title }, write), links };
    const values = { name: view.name ?? '' };
    const note = noteOf({ title, text }, (one) => write(one, values));
    return { note, openForm: this.formOf(view, texts, write), links };
  }

  private formOf(view: OpenFormView, texts: PageTexts, write: Write): OpenFormProps {
    const { path, action = path, fields }: OpenPageRule = OPEN_PAGES[view.page];
    const { formToken, returnTo, fault, hidden } = view;
    return {
      action: this.addresses.of(action),
      hidden: { ...hidden, formToken, return_to: returnTo },
      fields: fields.map((field) => this.fieldOf(field, view, texts, write)),
      fault: fault && write(texts.faults[fault.text] ?? texts.faults.other, valuesOf(fault)),
      button: write(texts.open[view.page].button),
    };
  }

  private fieldOf(
    { name, text }: OpenField,
    { faults, typed }: OpenFormView,
    texts: PageTexts,
    write: Write,
  ): OpenFieldProps {
    const { label, hint, faults: sentences } = texts.fields[text];
    const fault = faults?.[name];
    const values = { min: 1, max: PASSWORD_MAX, ...valuesOf(fault) };
    return {
      name,
      text,
      label: write(label),
      hint: hint === undefined ? undefined : write(hint, values),
      fault: fault && write(sentences[fault.text] ?? sentences.other, values),
      value: typed?.[name],
      minLength: undefined,
    };
  }

  private linksOf({ kind, page, returnTo }: OpenFormView | OpenDoneView, texts: PageTexts, write: Write) {
    const { links = [], doneLinks = [] }: OpenPageRule = OPEN_PAGES[page];
    return (kind === 'open done' ? doneLinks : links).map((name) => ({
      name,
      address: this.addresses.of(PAGE_LINKS[name], returnTo),
      text: write(texts.links[name]),
    }));
  }
}

function valuesOf({ seconds = 0 }: Partial<TypingFault> = {}) {
  return { seconds, minutes: Math.ceil(seconds / 60) };
}
