// Makes HTML of docs/errors.md and docs/errors/, for what the service serves at /errors and below it. `bundle.mjs` puts it
// beside each bundle.
import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { Marked } from 'marked';

const DOCS = join(import.meta.dirname, '..', 'docs');
const ROOT = 'docs:/';

const names = ['errors', ...readdirSync(join(DOCS, 'errors')).map((file) => `errors/${parse(file).name}`)];
const sourceOf = (name) => join(DOCS, `${name}.md`);

/** The anchor that GitHub makes of a heading, so that links to it count here too. */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');

/**
 * A link of a page. Those to other pages about errors are relative, because a proxy may serve the service below a path.
 * Other documents are not served, so that only their names stay.
 */
function linkOn(page, href, text) {
  const { protocol, pathname, hash } = new URL(href, `${ROOT}${page}`);
  if (protocol === 'https:') return `<a href="${href}">${text}</a>`;
  const [, target] = /^\/(errors(?:\/\w+)?)\.md$/.exec(pathname) ?? [];
  if (target === undefined) return `<code>docs${pathname}</code>`;
  const up = page === 'errors' ? '' : '../';
  return `<a href="${up}${target}${hash}">${text.replace(/^errors\.md$/, '/errors')}</a>`;
}

function htmlOf(page) {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      html: () => '', // notes for other programs
      link({ href, tokens }) {
        return linkOn(page, href, this.parser.parseInline(tokens));
      },
    },
  });
  return marked.parse(readFileSync(sourceOf(page), 'utf8'));
}

/** Adds the pages to a bundle: `errors/CODE.html`, and the list of all as `errors/index.html`. */
export const errorPages = {
  name: 'error pages',
  buildStart() {
    for (const page of names) this.addWatchFile(sourceOf(page));
  },
  generateBundle() {
    for (const page of names) {
      const fileName = page === 'errors' ? 'errors/index.html' : `${page}.html`;
      this.emitFile({ type: 'asset', fileName, source: htmlOf(page) });
    }
  },
};
