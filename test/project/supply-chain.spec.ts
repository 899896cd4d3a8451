import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  /** A link to one of our own packages. */
  readonly link?: boolean;
}

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const { dependencies, devDependencies, allowScripts } = read('package.json');
/** Packages of third parties. Our own are the root, those in packages/ and links to them. */
const locked = Object.entries(read('package-lock.json').packages as Record<string, LockedPackage>).filter(
  ([path, { link }]) => path.startsWith('node_modules/') && !link,
);
const running = locked.filter(([, { dev }]) => !dev);
/** Dependencies of only the packages in packages/, which the service is installed without. */
const ONLY_OF_PACKAGES = ['eventsource-parser', 'openapi-fetch', 'openapi-typescript-helpers'];
const nameOf = (path: string) => path.split('node_modules/').at(-1)!;

const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'WTFPL',
]);

/** Packages from before `license` was a field; their README or LICENSE has the text of the MIT licence. */
const SAID_ELSEWHERE: Record<string, string> = { pause: 'MIT', 'passport-strategy': 'MIT' };

/** Returns whether a licence expression is permissive: with OR one of them must be, with AND all. */
function isPermissive(expression: string): boolean {
  const terms = expression.replaceAll(/[()]/g, '');
  if (terms.includes(' OR ')) return terms.split(' OR ').some(isPermissive);
  return terms.split(' AND ').every((one) => PERMISSIVE.has(one));
}

describe('dependencies', () => {
  it('at run time have permissive licences', () => {
    const doubtful = running
      .map(([path, { license }]) => [nameOf(path), license ?? SAID_ELSEWHERE[nameOf(path)] ?? 'none'])
      .filter(([, license]) => !isPermissive(license!));

    expect(running.length).toBeGreaterThan(100);
    expect(doubtful).toEqual([]);
  });

  it('are pinned: direct ones by exact version, all by the hash of their contents', () => {
    const direct = Object.values({ ...dependencies, ...devDependencies }) as string[];

    expect(direct.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('with install scripts are all explicitly allowed or refused', () => {
    const withScripts = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => nameOf(path));

    expect(withScripts.toSorted()).toEqual(Object.keys(allowScripts).toSorted());
  });
});

describe('npm run sbom', () => {
  it('lists every run-time package with its hash, as CycloneDX', () => {
    execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: ROOT });
    const { bomFormat, specVersion, components } = read('sbom.cdx.json');
    const listed = new Map<string, { hashes?: object[] }>(
      components.map((one: { purl: string }) => [decodeURIComponent(one.purl), one]),
    );
    const wanted = running
      .filter(([path]) => existsSync(join(ROOT, path))) // optional packages may be for other platforms
      .filter(([path]) => !ONLY_OF_PACKAGES.includes(nameOf(path)))
      .map(([path, { version }]) => `pkg:npm/${nameOf(path)}@${version}`);

    expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.5']);
    expect(wanted.filter((purl) => !listed.get(purl)?.hashes?.length)).toEqual([]);
    expect([...listed.keys()].filter((purl) => !wanted.includes(purl))).toEqual([]);
  });
});

describe('docs/security.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
  const paths = [...page.matchAll(/`((?:src|test|docs)\/[\w./-]+|Dockerfile|\.dockerignore)`/g)].map(
    ([, path]) => path!,
  );

  it.each([...new Set(paths)])('names %s, which exists', (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  it.each([6, 7, 8, 9, 11, 13, 14, 16])('covers each requirement of V%i once', (chapter) => {
    const cells = [...page.matchAll(/^\| ([\d., to]+?) +\|/gm)].map(([, ids]) => ids!);
    const ids = cells.join(', ').match(new RegExp(`(?<![\\d.])${chapter}(?:\\.\\d+)+`, 'g')) ?? [];

    expect(ids.length).toBeGreaterThan(5);
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
  });
});
