import type { ComponentChildren, JSX, VNode } from 'preact';
import { render } from 'preact-render-to-string';
import type { Theme } from '../common/theme.js';
import type { Note } from './page-texts.js';
import type { PageScript } from './scripts/page-script.js';

/** The properties of the frame of a page. */
interface LayoutProps {
  readonly language: string;
  readonly title: string;
  readonly theme: Theme;
  readonly style: string;
  readonly scripts: readonly PageScript[];
  /** The files of the console, on pages of the console. */
  readonly console?: ConsoleProps;
  readonly children: ComponentChildren;
}

/** The files of the console, as browsers see them. */
interface ConsoleProps {
  readonly script: string;
  readonly style: string;
  /** The prefix of all paths of the service. */
  readonly base: string;
}

/** The frame of every page, with the theme. Every page also works without its scripts. */
export function Layout(props: LayoutProps): JSX.Element {
  const { language, title, theme, style, scripts, console, children } = props;
  const facts = console && { 'data-base': console.base, 'data-service': theme.name, 'data-logo': theme.logo };
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} – ${theme.name}`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
        {console && <link rel="stylesheet" href={console.style} />}
        {console && <script type="module" src={console.script} />}
      </head>
      <body>
        <main class="sheet" {...facts}>
          <p class="brand">
            {theme.logo === undefined ? theme.name : <img src={theme.logo} alt={theme.name} height={32} />}
          </p>
          {children}
        </main>
        {scripts.map(({ text, source }) => (
          <script key={source} type="module" dangerouslySetInnerHTML={{ __html: text }} />
        ))}
      </body>
    </html>
  );
}

/** A heading with its sentences. */
export function NoteBlock({ title, text, advice }: Note): JSX.Element {
  return (
    <>
      <h1>{title}</h1>
      {text !== undefined && <p>{text}</p>}
      {advice !== undefined && <p>{advice}</p>}
    </>
  );
}

/** Returns the HTML text of a page. */
export function htmlOf(document: VNode): string {
  return `<!doctype html>${render(document)}\n`;
}
