import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { DERIVED_KEYS } from '../../src/secrets/derived-keys.js';

const ROOT = join(__dirname, '..', '..');
const SRC = join(ROOT, 'src');

/** The files that may read SECRET_KEY: to load it, to derive keys, to check that it looks random, or that it is set. */
const READERS_OF_SECRET_KEY = [
  'config/config.ts',
  'config/load-config.ts',
  'config/secret-key.ts',
  'secrets/derived-keys.ts',
  'secrets/resealing.service.ts',
  'audit/audit-maintenance.ts',
  'operations/doctor/configuration-checks.ts',
  'operations/doctor/secret-key-checks.ts',
];

/** The layers of src/ from top to bottom. A folder may import itself and the folders of lower layers. */
const FLOORS = [
  ['entry', 'cli', 'startup'],
  ['pages'], // HTML pages for people, on top of the routes below
  ['auth', 'oauth', 'forward-auth'], // doors: a dialogue with a caller
  ['operations'], // doors for the operator
  ['factors', 'verification'], // ways to prove something
  ['sign-in', 'device-sign-in'], // what comes after a proof
  ['sessions', 'clients', 'remembered-devices'], // what was granted
  ['tokens', 'notices'],
  ['users'],
  ['keys', 'mail'],
  ['revocations', 'audit', 'throttling'], // nouns; each owns its tables
  ['outbox'], // work that others hand over
  ['secrets', 'passwords'],
  ['paging'],
  ['http'],
  ['database'],
  ['telemetry'],
  ['config'],
  ['common'],
];

/** The packages that other services and apps install, from top to bottom. The service itself uses only the lowest. */
const PACKAGES = ['testing', 'console', 'client', 'nest', 'verifier', 'protocol'];

const sources = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => /\.tsx?$/.test(file));
const read = (file: string) => readFileSync(join(SRC, file), 'utf8');
const folderOf = (file: string) => (file.includes('/') ? (file.split('/')[0] as string) : 'entry');
const floorOf = (folder: string) => FLOORS.findIndex((folders) => folders.includes(folder));

function importsOf(file: string): string[] {
  const paths = [...read(file).matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(
    ([, path]) => path as string,
  );
  return paths.map((path) => relative(SRC, normalize(join(SRC, file, '..', path))));
}

describe('the layers', () => {
  it('name every folder of src/', () => {
    expect([...new Set(sources.map(folderOf))].toSorted()).toEqual(FLOORS.flat().toSorted());
  });

  it.each(sources.filter((file) => floorOf(folderOf(file)) > 0))(
    'allow %s only imports from lower layers',
    (file) => {
      const folder = folderOf(file);
      const strays = importsOf(file)
        .map(folderOf)
        .filter((other) => other !== folder && floorOf(other) <= floorOf(folder));
      expect(strays).toEqual([]);
    },
  );
});

/** Folders that handle requests. In others, only controllers, guards and interceptors may. */
const DOORS = ['entry', 'cli', 'startup', 'auth', 'oauth', 'forward-auth', 'pages', 'operations'];
const isDoor = (file: string) =>
  DOORS.includes(folderOf(file)) || /\.(controller|guard|interceptor)\.ts$/.test(file);
const KNOWS_REQUESTS = /from '(fastify|@fastify\/\w+|node:http|\.\/http-context\.js)'/;

/** Files of `http` that all folders may import: they use neither requests nor replies. */
const withoutRequests = sources
  .filter((file) => folderOf(file) === 'http')
  .filter((file) => /\.(decorators?|field|params)\.ts$/.test(file) || !KNOWS_REQUESTS.test(read(file)));

describe('requests and replies', () => {
  it.each(sources.filter((file) => folderOf(file) !== 'http' && !isDoor(file)))(
    'are not used by %s',
    (file) => {
      const strays = importsOf(file)
        .map((path) => path.replace(/\.js$/, '.ts'))
        .filter((path) => folderOf(path) === 'http' && !withoutRequests.includes(path));
      expect(strays).toEqual([]);
    },
  );

  it('are not used by any service', () => {
    const strays = sources
      .filter((file) => file.endsWith('.service.ts'))
      .filter((file) => {
        const imported = importsOf(file).map((path) => path.replace(/\.js$/, '.ts'));
        const isHttp = imported.some((path) => folderOf(path) === 'http' && !withoutRequests.includes(path));
        return isHttp || /from 'fastify'|HttpStatus|set-cookie|www-authenticate/i.test(read(file));
      });
    expect(strays).toEqual([]);
  });

  it('are used by some files of http and not by others', () => {
    expect(withoutRequests).toContain('http/text.field.ts');
    expect(withoutRequests).not.toContain('http/http-context.ts');
    expect(withoutRequests).not.toContain('http/device-cookie.ts');
  });
});

describe('packages', () => {
  const filesOf = (name: string) => {
    const folder = join(ROOT, 'packages', name, 'src');
    return (readdirSync(folder, { recursive: true }) as string[])
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(folder, file));
  };
  const ownPackages = (text: string) =>
    [...text.matchAll(/from '@watchword\/(\w+)'/g)].map(([, name]) => name as string);

  it('are all listed', () => {
    const folders = readdirSync(join(ROOT, 'packages'), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(names.toSorted()).toEqual(PACKAGES.toSorted());
  });

  it.each(PACKAGES)('allow %s only imports from lower packages, and none from outside its folder', (name) => {
    const below = PACKAGES.slice(PACKAGES.indexOf(name) + 1);
    const texts = filesOf(name).map((file) => [file, readFileSync(file, 'utf8')] as const);
    expect(texts.flatMap(([, text]) => ownPackages(text)).filter((other) => !below.includes(other))).toEqual(
      [],
    );
    const ways = texts.flatMap(([file, text]) =>
      [...text.matchAll(/'(\.\.?\/[^']+)'/g)].map(([, way]) => join(file, '..', way!)),
    );
    expect(ways.filter((way) => !way.startsWith(join(ROOT, 'packages', name, 'src')))).toEqual([]);
  });

  it('declare all their imports as dependencies, and protocol has none', () => {
    const missing = PACKAGES.flatMap((name) => {
      const file = join(ROOT, 'packages', name, 'package.json');
      const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(file, 'utf8'));
      const names = filesOf(name).flatMap((path) =>
        [...readFileSync(path, 'utf8').matchAll(/from '((?:@[\w-]+\/)?[\w-]+)[/']/g)].map(([, one]) => one!),
      );
      return names.filter((one) => !(one in dependencies) && !(one in peerDependencies));
    });
    expect(missing.filter((name) => name !== 'node')).toEqual([]);
  });

  it('are not imported by the service, except protocol', () => {
    const used = sources.flatMap((file) => ownPackages(read(file)));
    expect([...new Set(used)]).toEqual(['protocol']);
  });
});

describe('the source', () => {
  it('has no barrels', () => {
    expect(sources.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([]);
  });

  it('reads the environment only in config', () => {
    const readers = sources.filter((file) => /process\.env\b/.test(read(file)));
    expect(readers.map(folderOf)).toEqual(['config']);
  });

  it('uses AsyncLocalStorage only for traces, because Node.js 20 and 22 then do work at every promise', () => {
    const users = sources.filter((file) => /\bAsyncLocalStorage\b/.test(read(file)));
    expect(users).toEqual(['telemetry/open-telemetry.ts']);
  });

  it('derives keys from SECRET_KEY in one file, and reads it nowhere else', () => {
    const shipped = sources.filter((file) => !file.endsWith('.spec.ts'));
    // A proof of work is PBKDF2 over a random nonce, so it is not a derived key.
    const isWork = (file: string) => /\/proof-(of-work|challenge|script)\.ts$/.test(file);
    const derivers = shipped.filter((file) => !isWork(file) && /hkdf|pbkdf2|scryptSync/i.test(read(file)));
    const readers = shipped.filter((file) => /\b(secretKey|previousSecretKey)\b/.test(read(file)));

    expect(derivers).toEqual(['secrets/derived-keys.ts']);
    expect(readers.filter((file) => !READERS_OF_SECRET_KEY.includes(file))).toEqual([]);
  });

  it('lists every use of a derived key', () => {
    const calls = sources.flatMap((file) =>
      [...read(file).matchAll(/ deriveKey\(\w+, '(\w+)'/g)].map(([, name]) => `${name} in ${file}`),
    );
    const listed = Object.entries(DERIVED_KEYS).map(([name, { file }]) => `${name} in ${file}`);

    expect(calls.toSorted()).toEqual(listed.toSorted());
    const purposes = Object.values(DERIVED_KEYS).map(({ purpose }) => purpose);
    expect(new Set(purposes).size).toBe(purposes.length);
  });

  it('has only short files', () => {
    expect(sources.filter((file) => read(file).split('\n').length > 300)).toEqual([]);
  });

  it('uses the tables of a module only in that module', () => {
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
    'has one statement in each handler of %s',
    (file) => {
      const handler = /^ {2}(?:async )?\w+\((?:.*\{\n|\n(?: {4}.*\n)+? {2}\).*\{\n)((?: {4}.*\n)+?) {2}\}/gm;
      const bodies = [...read(file).matchAll(handler)].map(([, body]) => body ?? '');
      const long = bodies.filter((body) => (body.match(/;\n/g) ?? []).length > 1);
      expect(bodies.length).toBeGreaterThan(0);
      expect(long).toEqual([]);
    },
  );
});
