import { Injectable } from '@nestjs/common';
import { readTheme, type Theme } from '../common/theme.js';
import { Config } from '../config/config.js';
import type { Representation } from '../http/problem-pages.js';
import { formatted } from '../mail/mail-messages.js';
import { PASSWORD_MAX } from '../passwords/password.fields.js';
import { ConsoleFiles } from './console/console-files.js';
import { OpenContents } from './open-contents.js';
import { OPEN_PAGES, type OpenPageRule } from './open-page-view.js';
import { OpenForm, type OpenFormProps, PageLinks, type PageLinkProps } from './open-form.js';
import { PageAddresses } from './page-addresses.js';
import { PageForm, type PageFormProps, type TypedFieldProps } from './page-form.js';
import { pageHeaders } from './page-headers.js';
import { htmlOf, Layout, NoteBlock } from './page-layout.js';
import { type Note, noteOf, type PageTexts, textsFor, type Write } from './page-texts.js';
import { PasskeyOffer, type PasskeyOfferProps } from './passkey-offer.js';
import { PasskeyOffers } from './passkey-offers.js';
import {
  type FormView,
  PAGES,
  type PageRule,
  type TypedField,
  type TypingFault,
  type View,
} from './page-view.js';
import { ContentPolicy } from './content-policy.js';
import { scriptOf } from './scripts/page-script.js';
import { offerPasskeys } from './scripts/passkey-script.js';
import { proveWork } from './scripts/proof-script.js';
import { styleOf } from './style.js';

const DAY_SECONDS = 86_400;
const PASSKEY_SCRIPT = scriptOf(offerPasskeys);
const PROOF_SCRIPT = scriptOf(proveWork);

/** The contents of a page: a heading with its sentences, and a form if there is one. */
interface Content {
  readonly note: Note;
  readonly form?: PageFormProps;
  readonly openForm?: OpenFormProps;
  readonly passkey?: PasskeyOfferProps;
  readonly links?: readonly PageLinkProps[];
}

/** Writes pages, in the theme and in the language of their reader. */
@Injectable()
export class PageRenderer {
  private readonly theme: Theme;
  private readonly style: string;
  private readonly policy: ContentPolicy;

  constructor(
    private readonly config: Config,
    private readonly addresses: PageAddresses,
    private readonly open: OpenContents,
    private readonly passkeys: PasskeyOffers,
    private readonly consoleFiles: ConsoleFiles,
  ) {
    this.theme = readTheme(config.THEME);
    this.style = styleOf(this.theme);
    this.policy = new ContentPolicy(this.style, this.theme);
  }

  /** Returns the page in the language that Accept-Language prefers, with its headers. */
  page(view: View, acceptLanguage: string | undefined): Representation {
    const { tag, texts } = textsFor(acceptLanguage);
    const write: Write = (text, values = {}) => formatted(text, tag, values);
    const { note, form, openForm, passkey, links } = this.contentOf(view, texts, write);
    const scripts = [...(passkey ? [PASSKEY_SCRIPT] : []), ...(openForm?.work ? [PROOF_SCRIPT] : [])];
    const console = this.consoleOn(view);
    const { theme, style } = this;
    const document = (
      <Layout language={tag} title={note.title} {...{ theme, style, scripts, console }}>
        <NoteBlock {...note} />
        {form && <PageForm {...form} />}
        {openForm && <OpenForm {...openForm} />}
        {passkey && <PasskeyOffer {...passkey} />}
        {links && <PageLinks links={links} />}
      </Layout>
    );
    const returnTo = 'returnTo' in view ? view.returnTo : undefined;
    const policy = this.policy.of({ returnTo, scripts, hasConsole: console !== undefined });
    return { headers: pageHeaders(tag, policy), body: htmlOf(document) };
  }

  /** Returns the files of the console for a page of the console, and nothing for other pages. */
  private consoleOn(view: View) {
    const { entry } = this.consoleFiles;
    if (view.kind !== 'open form' || !entry) return undefined;
    const { isConsole = false }: OpenPageRule = OPEN_PAGES[view.page];
    if (!isConsole) return undefined;
    const [script, style, base] = [entry.script, entry.style, ''].map((path) => this.addresses.of(path));
    return { script: script!, style: style!, base: base! };
  }

  private contentOf(view: View, texts: PageTexts, write: Write): Content {
    if (view.kind === 'problem')
      return { note: noteOf(texts.problems[view.text], (text) => write(text, view.values)) };
    if (view.kind === 'open form' || view.kind === 'open done') return this.open.of(view, texts, write);
    const own = texts[view.page];
    if (view.kind === 'form') {
      const note = noteOf(own, (text) => write(text, { name: view.name ?? '' }));
      const { hasPasskey = false, secret: challenge, returnTo } = view;
      const passkey = hasPasskey ? this.passkeys.of({ challenge, returnTo }, texts, write) : undefined;
      return { note, form: this.formOf(view, texts, write), passkey };
    }
    const { doneLinks = [], staleLinks = [] }: PageRule = PAGES[view.page];
    const [names, returnTo] = view.kind === 'done' ? [doneLinks] : [staleLinks, view.returnTo];
    return { note: noteOf(own[view.kind], write), links: this.open.links(names, returnTo, texts, write) };
  }

  private formOf(
    { page, secret: value, name, isRemembering = false, hasPasskey, fault, returnTo }: FormView,
    texts: PageTexts,
    write: Write,
  ): PageFormProps {
    const { path, secret = 'token', asksFor, remembers }: PageRule = PAGES[page];
    return {
      action: this.addresses.of(path),
      secret: { name: secret, value },
      returnTo,
      hasPasskey,
      button: write(texts[page].button),
      account:
        asksFor === undefined || name === undefined ? undefined : { label: write(texts.fields.name), name },
      field: asksFor && this.fieldOf(asksFor, fault, texts, write),
      choice: remembers ? this.rememberingOf(isRemembering, texts, write) : undefined,
    };
  }

  private rememberingOf(isChosen: boolean, { fields }: PageTexts, write: Write): PageFormProps['choice'] {
    const { MFA_REMEMBER } = this.config;
    if (MFA_REMEMBER === 'off') return undefined;
    const label = write(fields.rememberDevice, { days: Math.floor(MFA_REMEMBER / DAY_SECONDS) });
    return { name: 'rememberDevice', label, isChosen };
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
      hint: hint === undefined ? undefined : write(hint, values),
      fault: sentence && write(sentence, values),
      minLength: name === 'newPassword' ? values.min : undefined,
    };
  }
}
