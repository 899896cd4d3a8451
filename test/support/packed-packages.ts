import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');

/** The packages of packages/, packed as `npm publish` would pack them after `npm run build:packages`. */
export class PackedPackages {
  private readonly directory = mkdtempSync(join(tmpdir(), 'watchword-packages-'));

  /** Packs all of them. They have been built before, which takes longer than all else here. */
  async pack(): Promise<void> {
    await run(
      'npm',
      ['pack', '--workspaces', '--ignore-scripts', '--silent', '--pack-destination', this.directory],
      {
        cwd: ROOT,
      },
    );
  }

  /** Returns the path of the file that would be published. */
  tarball(name: string): string {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8'));
    return join(this.directory, `watchword-${name}-${version}.tgz`);
  }

  /** Creates an empty project and installs these packages, and others from npm's cache if possible. */
  async project(own: string[], others: string[] = []): Promise<Project> {
    const directory = join(this.directory, own.join('-'));
    mkdirSync(directory);
    writeFileSync(join(directory, 'package.json'), '{ "private": true }');
    cpSync(join(__dirname, 'packed-checks'), directory, { recursive: true });
    const tarballs = own.map((name) => this.tarball(name));
    const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    await run('npm', ['install', ...options, ...tarballs, ...others.map(pinned)], { cwd: directory });
    return new Project(directory);
  }

  /** Runs a command of this repository's node_modules and returns what it prints. @throws when it fails */
  async check(command: string, words: string[]): Promise<string> {
    const { stdout } = await run(join(ROOT, 'node_modules', '.bin', command), words, { cwd: this.directory });
    return stdout;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A project with some of them installed. */
export class Project {
  constructor(private readonly directory: string) {}

  /** The names of all packages that are installed. */
  get installed(): string[] {
    const lock = JSON.parse(readFileSync(join(this.directory, 'package-lock.json'), 'utf8'));
    return Object.keys(lock.packages)
      .filter((path) => path !== '')
      .map((path) => path.split('node_modules/').at(-1) as string);
  }

  /** Takes over what the install script of a package has compiled here: installing it again takes a minute. */
  takeCompiled(name: string): void {
    const build = join('node_modules', name, 'build');
    cpSync(join(ROOT, build), join(this.directory, build), { recursive: true });
  }

  /** Runs a file of packed-checks/ by the jest of this repository. Returns what it prints. @throws when a test fails */
  async jest(file: string): Promise<string> {
    const words = ['--rootDir', this.directory, '--testMatch', `**/${file}`, '--config', '{}'];
    const { stderr } = await run(join(ROOT, 'node_modules', '.bin', 'jest'), words, { cwd: this.directory });
    return stderr;
  }

  /** Compiles a file of packed-checks/ for browsers, with all checks, and returns what the compiler prints. */
  async compile(file: string, options: Record<string, string>): Promise<string> {
    const words = Object.entries({ target: 'es2022', lib: 'es2022,dom', ...options });
    const flags = words.flatMap(([name, value]) => [`--${name}`, value]);
    const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
    const { stdout } = await run(
      tsc,
      ['--strict', '--noEmit', '--ignoreConfig', '--skipDefaultLibCheck', ...flags, file],
      {
        cwd: this.directory,
      },
    ).catch((error) => error);
    return stdout;
  }

  /** Loads modules by `import` or `require`, hands them to a check of packed-checks/, and returns what that prints. */
  async run(how: 'import' | 'require', check: string, modules: string[], env: NodeJS.ProcessEnv) {
    const { stdout } = await run(process.execPath, ['--no-warnings', ...programs[how](check, modules)], {
      cwd: this.directory,
      env: { PATH: process.env.PATH, ...env },
    });
    return JSON.parse(stdout);
  }
}

const programs = {
  import: (check: string, modules: string[]) => {
    const imports = modules.map((name, index) => `import * as module${index} from '${name}';`);
    const names = modules.map((_, index) => `module${index}`);
    const call = `import check from './${check}.cjs'; await check(${names.join()});`;
    return ['--input-type=module', '-e', imports.join('') + call];
  },
  require: (check: string, modules: string[]) => {
    const names = modules.map((name) => `require('${name}')`);
    return ['--input-type=commonjs', '-e', `require('./${check}.cjs')(${names.join()})`];
  },
};

/** Returns a package with the version that this repository uses. */
function pinned(name: string): string {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return `${name}@${dependencies[name] ?? devDependencies[name]}`;
}
