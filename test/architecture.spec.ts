import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';

const SRC = join(__dirname, '..', 'src');

/** Who may import whom: a folder may import itself and the folders named after it. `entry` is src/ itself and the cli. */
const GROUND = ['common', 'config', 'paging', 'telemetry', 'database'];
const NOUNS = ['users', 'passwords', 'revocations', 'keys', 'audit', 'throttling'];
const GRANTS = ['sessions', 'clients', 'access'];
const LAYERS: Record<string, string[]> = {
  common: [],
  config: ['common'],
  paging: ['common', 'config'],
  telemetry: ['common', 'config'],
  database: ['common', 'config', 'telemetry'],
  audit: GROUND,
  users: [...GROUND, 'audit'],
  passwords: GROUND,
  revocations: GROUND,
  keys: [...GROUND, 'revocations', 'audit'],
  throttling: GROUND,
  sessions: [...GROUND, ...NOUNS],
  clients: [...GROUND, ...NOUNS],
  access: [...GROUND, ...NOUNS, 'sessions', 'clients'],
  auth: [...GROUND, ...NOUNS, ...GRANTS],
  accounts: [...GROUND, ...NOUNS, ...GRANTS],
  oauth: [...GROUND, ...NOUNS, ...GRANTS],
  'forward-auth': [...GROUND, ...NOUNS, ...GRANTS],
  health: GROUND,
  doctor: [...GROUND, 'keys'],
  verifier: [],
  'verifier-nest': ['verifier'],
};

const sources = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
const read = (file: string) => readFileSync(join(SRC, file), 'utf8');
const folderOf = (file: string) => (file.includes('/') ? (file.split('/')[0] as string) : 'entry');

function importsOf(file: string): string[] {
  const paths = [...read(file).matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(
    ([, path]) => path as string,
  );
  return paths.map((path) => relative(SRC, normalize(join(SRC, file, '..', path))));
}

describe('the layers', () => {
  const layered = sources.filter((file) => !['entry', 'cli'].includes(folderOf(file)));

  it('name every folder of src/', () => {
    const folders = new Set(layered.map(folderOf));
    expect([...folders].toSorted()).toEqual(Object.keys(LAYERS).toSorted());
  });

  it.each(layered)('%s imports only from layers below', (file) => {
    const allowed = [folderOf(file), ...(LAYERS[folderOf(file)] ?? [])];
    const strays = importsOf(file).filter((path) => !allowed.includes(folderOf(path)));
    expect(strays).toEqual([]);
  });
});

describe('the rules of the house', () => {
  it('have no barrels', () => {
    expect(sources.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([]);
  });

  it('let only config read the environment', () => {
    const readers = sources.filter((file) => /process\.env\b/.test(read(file)));
    expect(readers.map(folderOf)).toEqual(['config']);
  });

  it('keep files short', () => {
    expect(sources.filter((file) => read(file).split('\n').length > 300)).toEqual([]);
  });

  it('keep the tables of a module to itself', () => {
    const strangers = sources.flatMap((file) =>
      importsOf(file)
        .filter(
          (path) =>
            path.endsWith('.model.js') && !file.endsWith('.model.ts') && folderOf(path) !== folderOf(file),
        )
        .filter((path) => !new RegExp(`import type [^;]*${path.split('/').at(-1)}`).test(read(file)))
        .map((path) => `${file} -> ${path}`),
    );
    expect(strangers).toEqual([]);
  });

  it.each(sources.filter((file) => file.endsWith('.controller.ts')))(
    '%s has one statement a handler',
    (file) => {
      const handler = /^ {2}(?:async )?\w+\((?:.*\{\n|\n(?: {4}.*\n)+? {2}\).*\{\n)((?: {4}.*\n)+?) {2}\}/gm;
      const bodies = [...read(file).matchAll(handler)].map(([, body]) => body ?? '');
      const long = bodies.filter((body) => (body.match(/;\n/g) ?? []).length > 1);
      expect(bodies.length).toBeGreaterThan(0);
      expect(long).toEqual([]);
    },
  );
});
