import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { OAUTH_ERROR_CODES, PROBLEM_CODES } from '@watchword/protocol';

const ROOT = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const filesIn = (folder: string, ending: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules'))
    .map((file) => join(folder, file));

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'bench/README.md',
  'examples/README.md',
  'test/README.md',
  'llms.txt',
  ...filesIn('docs', '.md'),
];

/** Returns the anchor that GitHub generates for a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (file: string) =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

/** Returns the links of a page to files of this repository. */
function linksOf(page: string): { file: string; anchor: string }[] {
  const text = read(page).replaceAll(/```[\s\S]*?```/g, '');
  const targets = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets.map((target) => {
    const [path = '', anchor = ''] = target.split('#');
    return { file: path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path)), anchor };
  });
}

it.each(pages)('every link of %s leads to a file and a heading that exist', (page) => {
  const isBroken = ({ file, anchor }: { file: string; anchor: string }) =>
    !existsSync(join(ROOT, file)) || (anchor !== '' && !anchorsOf(file).includes(anchor));

  expect(linksOf(page).filter(isBroken)).toEqual([]);
});

it('the README has at most 150 lines, and leads to every page of docs/', () => {
  const linked = new Set(linksOf('README.md').map(({ file }) => file));
  const missing = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page) && !linked.has(page));

  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(151);
  expect(missing).toEqual([]);
});

describe('docs/errors/', () => {
  const codes = [...new Set<string>([...PROBLEM_CODES, ...OAUTH_ERROR_CODES])].toSorted();
  const errorPages = codes.map((code) => join('docs', 'errors', `${code}.md`));

  it('has a page for each code, and no other', () => {
    expect(filesIn(join('docs', 'errors'), '.md').toSorted()).toEqual(errorPages);
  });

  it('is led to by docs/errors.md, page by page', () => {
    const linked = new Set(linksOf('docs/errors.md').map(({ file }) => file));

    expect(errorPages.filter((page) => !linked.has(page))).toEqual([]);
  });

  it.each(errorPages)('%s says when it happens and what a client does, in 10 to 25 lines', (page) => {
    const lines = read(page).trimEnd().split('\n');
    const headings = lines.filter((line) => line.startsWith('#'));

    expect(headings.slice(1)).toEqual(['## When it happens', '## What a client does']);
    expect(page).toContain(`${headings[0]?.replaceAll(/[# `]/g, '')}.md`);
    expect(lines.length).toBeGreaterThanOrEqual(10);
    expect(lines.length).toBeLessThanOrEqual(25);
  });

  it('names the status that docs/errors.md names', () => {
    const table = read('docs/errors.md').matchAll(/^\| \[`(\w+)`\]\(.*?\) \| (\d+) \|/gm);
    const statuses = [...table].map(([, code, status]) => [code!, status!] as const);
    const differs = ([code, status]: readonly [string, string]) =>
      !read(`docs/errors/${code}.md`).includes(`**${status} · `);

    expect(statuses.length).toBeGreaterThan(50);
    expect(statuses.filter(differs)).toEqual([]);
  });
});

it('llms.txt has a title, a summary, and a link to every page of docs/', () => {
  const [title, , summary] = read('llms.txt').split('\n');
  const linked = new Set(linksOf('llms.txt').map(({ file }) => file));
  const missing = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page) && !linked.has(page));

  expect([title, summary?.startsWith('> ')]).toEqual(['# Watchword', true]);
  expect(missing).toEqual([]);
});

describe('docs/architecture.md', () => {
  const page = read('docs/architecture.md');

  it('describes every folder of src/', () => {
    const cells = [...page.matchAll(/^\| ((?:`[\w-]+`(?:, )?)+) +\|/gm)].flatMap(([, cell]) =>
      cell!.split(', '),
    );
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );

    expect(cells.toSorted()).toEqual(folders.map(({ name }) => `\`${name}\``).toSorted());
  });

  it('names only files that exist', () => {
    const named = [...page.matchAll(/`((?:src|test|packages)\/[\w./-]+\.\w+)`/g)].map(([, file]) => file!);

    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

describe('test/README.md', () => {
  it('lists every file of test/support', () => {
    const page = read('test/README.md');
    const files = readdirSync(join(ROOT, 'test', 'support'), { withFileTypes: true }).filter((one) =>
      one.isFile(),
    );

    expect(files.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
