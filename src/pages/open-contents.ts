import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { PASSWORD_MAX } from '../passwords/password.fields.js';
import { NAME_MAX, NAME_MIN } from '../users/user.fields.js';
import type { OpenFieldProps, OpenFormProps, PageLinkProps } from './open-form.js';
import {
  type LinkName,
  OPEN_PAGES,
  type OpenDoneView,
  type OpenField,
  type OpenFieldText,
  type OpenFormView,
  type OpenPageRule,
  PAGE_LINKS,
} from './open-page-view.js';
import { PageAddresses } from './page-addresses.js';
import type { PasskeyOfferProps } from './passkey-offer.js';
import { PasskeyOffers } from './passkey-offers.js';
import { type Note, noteOf, type PageTexts, type Write } from './page-texts.js';
import type { TypingFault } from './page-view.js';

/** The contents of a page: a heading with its sentences, a form if there is one, and links. */
export interface OpenContent {
  readonly note: Note;
  readonly openForm?: OpenFormProps;
  readonly passkey?: PasskeyOfferProps;
  readonly links: readonly PageLinkProps[];
}

/** Builds the contents of the pages that anybody can open. */
@Injectable()
export class OpenContents {
  constructor(
    private readonly config: Config,
    private readonly addresses: PageAddresses,
    private readonly passkeys: PasskeyOffers,
  ) {}

  /** Returns the contents of a page in one language. */
  of(view: OpenFormView | OpenDoneView, texts: PageTexts, write: Write): OpenContent {
    const own = texts.open[view.page];
    const { links = [], doneLinks = [], takesPasskeys = false }: OpenPageRule = OPEN_PAGES[view.page];
    if (view.kind === 'open done') {
      const note = noteOf(own[view.outcome] ?? { title: own.title }, write);
      return { note, links: this.links(doneLinks, view.returnTo, texts, write) };
    }
    const values = { name: view.name ?? '', client: view.client ?? '', code: view.secret ?? '' };
    return {
      note: noteOf(own, (one) => write(one, values)),
      openForm: this.formOf(view, texts, write),
      passkey: takesPasskeys ? this.passkeys.of({ returnTo: view.returnTo }, texts, write) : undefined,
      links: this.links(links, view.returnTo, texts, write),
    };
  }

  /** Returns links to other pages, except those that REGISTRATION or LOGIN_BY_EMAIL turns off. */
  links(names: readonly LinkName[], returnTo: string | undefined, texts: PageTexts, write: Write) {
    const { REGISTRATION, LOGIN_BY_EMAIL } = this.config;
    const off = [REGISTRATION === 'closed' && 'sign_up', LOGIN_BY_EMAIL === 'off' && 'mail_sign_in'];
    return names
      .filter((name) => !off.includes(name))
      .map((name) => ({
        name,
        address: this.addresses.of(PAGE_LINKS[name], returnTo),
        text: write(texts.links[name]),
      }));
  }

  private formOf(view: OpenFormView, texts: PageTexts, write: Write): OpenFormProps {
    const { path, action = path, fields, secret = 'secret' }: OpenPageRule = OPEN_PAGES[view.page];
    const { formToken, returnTo, fault, challenge } = view;
    const own = texts.open[view.page];
    return {
      action: this.addresses.of(action),
      hidden: { [secret]: view.secret, user: view.userId, formToken, return_to: returnTo },
      fields: fields.map((field) => this.fieldOf(field, view, texts, write)),
      fault: fault && write(texts.faults[fault.text] ?? texts.faults.other, valuesOf(fault)),
      buttons: own.decisions
        ? Object.entries(own.decisions).map(([decision, text]) => ({ decision, text: write(text) }))
        : [{ text: write(own.button) }],
      work: challenge && { challenge, ...this.workTexts(fault, texts, write) },
    };
  }

  private workTexts(fault: TypingFault | undefined, { proof }: PageTexts, write: Write) {
    const values = { ...valuesOf(fault), byMail: this.config.LOGIN_BY_EMAIL };
    return { working: write(proof.working), withoutScript: write(proof.withoutScript, values) };
  }

  private fieldOf(
    { name, text }: OpenField,
    { faults, typed }: OpenFormView,
    texts: PageTexts,
    write: Write,
  ): OpenFieldProps {
    const { label, hint, faults: sentences } = texts.fields[text];
    const fault = faults?.[name];
    const { isRequired, minLength, ...bounds } = this.rulesOf(text);
    const values = { ...bounds, isRequired: String(isRequired), ...valuesOf(fault) };
    return {
      name,
      text,
      label: write(label),
      hint: hint === undefined ? undefined : write(hint, values),
      fault: fault && write(sentences[fault.text] ?? sentences.other, values),
      value: typed?.[name],
      isRequired,
      minLength,
    };
  }

  /** Returns the limits of a field for the browser and for the hint. The service checks the value where it uses it. */
  private rulesOf(text: OpenFieldText) {
    const { PASSWORD_MIN_LENGTH: min, REQUIRE_VERIFIED_EMAIL } = this.config;
    if (text === 'newPassword') return { min, max: PASSWORD_MAX, minLength: min, isRequired: true };
    const isRequired = text !== 'email' || REQUIRE_VERIFIED_EMAIL === 'true';
    return { min: NAME_MIN, max: NAME_MAX, isRequired };
  }
}

function valuesOf({ seconds = 0 }: Partial<TypingFault> = {}) {
  return { seconds, minutes: Math.ceil(seconds / 60) };
}
