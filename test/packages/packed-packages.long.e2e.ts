import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useAddressedService } from '../support/addressed-service.js';
import { PackedPackages, type Project } from '../support/packed-packages.js';
import { freshName, type Person } from '../support/people.js';

// These tests take at least half a minute: npm packs the files to publish and installs them into empty projects, which
// no other test does. They use only SQLite.
const ROOT = join(__dirname, '..', '..');
const NAMES = ['protocol', 'verifier', 'nest', 'testing', 'client'] as const;
const NEST = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify', 'reflect-metadata', 'rxjs'];
const REACT = ['react', '@types/react'];
/** The origin of a page: the service loads some modules only for pages of other origins. */
const ORIGIN = 'http://localhost:5173';
const HOW = ['import', 'require'] as const;

const service = useAddressedService();
const packages = new PackedPackages();
let person: Person;
let environment: Record<string, string>;

beforeAll(async () => {
  await packages.pack();
  person = await service.person();
  const { id: CLIENT_ID, secret: CLIENT_SECRET } = service.credentials;
  environment = { ISSUER: service.origin, CLIENT_ID, CLIENT_SECRET, TOKEN: person.token };
});
afterAll(() => packages.remove());

describe('@watchword/protocol, installed alone,', () => {
  let project: Project;
  beforeAll(async () => {
    project = await packages.project(['protocol']);
  });

  it('installs no other package', () => {
    expect(project.installed).toEqual(['@watchword/protocol']);
  });

  it.each(HOW)('reads a real token by %s', async (how) => {
    const type = await project.run(how, 'protocol', ['@watchword/protocol'], environment);

    expect(type).toBe('at+jwt');
  });
});

describe('@watchword/verifier, installed with protocol alone', () => {
  let project: Project;
  beforeAll(async () => {
    project = await packages.project(['protocol', 'verifier']);
  });

  it('installs three third-party packages', () => {
    const others = project.installed.filter((name) => !name.startsWith('@watchword/'));

    expect(others.toSorted()).toEqual(['eventsource-parser', 'jose', 'lru-cache']);
  });

  it.each(HOW)('verifies tokens of the running service by %s', async (how) => {
    const outcome = await project.run(how, 'verifier', ['@watchword/verifier'], environment);

    expect(outcome).toEqual({ subject: person.id, reason: 'invalid' });
  });
});

describe('@watchword/nest, installed into a Nest application', () => {
  let project: Project;
  beforeAll(async () => {
    project = await packages.project(['protocol', 'verifier', 'nest'], NEST);
  });

  it.each(HOW)('guards routes by %s', async (how) => {
    const modules = ['@watchword/nest', '@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify'];
    const outcome = await project.run(how, 'nest', modules, environment);

    expect(outcome).toEqual({ subject: person.id, status: 401 });
  });
});

describe('@watchword/testing, installed alone,', () => {
  let project: Project;
  beforeAll(async () => {
    project = await packages.project(['testing']);
    project.takeCompiled('sqlite3');
  });

  it.each(HOW)('starts a Watchword by %s', async (how) => {
    const outcome = await project.run(how, 'testing', ['@watchword/testing'], { ORIGIN });

    expect(outcome).toEqual({
      roles: ['editor', 'user'],
      docs: 200,
      metrics: 200,
      errors: 200,
      origin: ORIGIN,
      later: 401,
    });
  });

  it('starts a Watchword in tests that jest runs', async () => {
    const output = await project.jest('testing.check.cjs');

    expect(output).toContain('1 passed');
  });

  it('depends on the same versions as the service', () => {
    const { dependencies } = read('packages/testing/package.json');
    const { packages: locked } = read('package-lock.json');
    const others = Object.entries(dependencies).filter(
      ([name, version]) => locked[`node_modules/${name}`].version !== version,
    );

    expect(others).toEqual([]);
  });
});

describe('@watchword/client, installed with React,', () => {
  let project: Project;
  beforeAll(async () => {
    project = await packages.project(['client'], REACT);
  });

  it('installs only two other third-party packages', () => {
    const others = project.installed.filter(
      (name) => !['csstype', ...REACT, '@watchword/client'].includes(name),
    );

    expect(others.toSorted()).toEqual(['openapi-fetch', 'openapi-typescript-helpers']);
  });

  it('signs a user up and out at the running service', async () => {
    const NAME = freshName();
    const outcome = await project.run('import', 'client', ['@watchword/client'], { ...environment, NAME });

    expect(outcome).toEqual(['signed_in', NAME, 'signed_out']);
  });

  it.each([
    ['node16', 'node16'],
    ['bundler', 'esnext'],
  ])('has types under moduleResolution %s', async (moduleResolution, module) => {
    await expect(project.compile('client-types.mts', { module, moduleResolution })).resolves.toBe('');
  });
});

describe.each(NAMES)('the package %s', (name) => {
  it('has types for each way to import it', async () => {
    const profile = name === 'client' ? ['--profile', 'esm-only'] : [];
    const output = await packages.check('attw', [packages.tarball(name), '--no-color', ...profile]);

    // The command fails when it finds problems.
    expect(output).toContain('🟢');
  });

  it('has a valid package.json', async () => {
    const output = await packages.check('publint', ['run', packages.tarball(name), '--strict']);

    expect(output).toContain('All good!');
  });

  it('has the version of the service, and depends on the same version of the other packages', () => {
    const { version } = read('package.json');
    const own = read(join('packages', name, 'package.json'));
    const asked = Object.entries(own.dependencies ?? {}).filter(([other]) => other.startsWith('@watchword/'));

    expect(own.version).toBe(version);
    expect(asked.filter(([, wanted]) => wanted !== version)).toEqual([]);
  });
});

function read(file: string) {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}
