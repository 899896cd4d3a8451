import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvFile } from './env-file.js';
import { envFileWarnings, environmentWarnings } from './near-misses.js';

const home = process.cwd();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'watchword-'));
  process.chdir(directory);
});
afterEach(() => {
  process.chdir(home);
  rmSync(directory, { recursive: true });
});

function valuesOf(content: string | Buffer): Record<string, string> {
  writeFileSync('.env', content);
  return Object.fromEntries(readEnvFile().map(({ name, value }) => [name, value]));
}

describe('the file .env', () => {
  it('may be missing', () => {
    expect(readEnvFile()).toEqual([]);
  });

  it.each([
    ['with a byte order mark', '\uFEFFPORT=4000\nHOST=::1'],
    ['with line ends of Windows', 'PORT=4000\r\nHOST=::1\r\n'],
    ['with line ends of an old Mac', 'PORT=4000\rHOST=::1'],
    ['with comments, blanks and export', "# a\n\n  export PORT = 4000 # b\nHOST='::1' # c"],
  ])('is read %s', (_, content) => {
    expect(valuesOf(content)).toEqual({ PORT: '4000', HOST: '::1' });
  });

  it('keeps the text in quotes, also over several lines', () => {
    const values = valuesOf('A="a#b"\nB=\'one\ntwo\'\nC=`"`\nD=it\'s\nE="a\\nb"\n');

    expect(values).toEqual({ A: 'a#b', B: 'one\ntwo', C: '"', D: "it's", E: 'a\nb' });
  });

  it.each([
    ['PORT=4000\nHOST', 'line 2: is not of the form NAME=value'],
    ['PORT: 4000', 'line 1: is not of the form NAME=value'],
    ['A="x\ny"\nset PORT=4000', 'line 3: is not of the form NAME=value'],
    ['ADMIN_PASSWORD=otters#juggle', 'line 1: ADMIN_PASSWORD has a # in its value'],
    ['\nADMIN_PASSWORD="otters', 'line 2: ADMIN_PASSWORD has a quote that does not end'],
    ["ADMIN_PASSWORD='otters' juggle", 'line 1: ADMIN_PASSWORD has a quote that does not end, or something'],
  ])('with %j is refused by line number, without the value', (content, fault) => {
    expect(() => valuesOf(content)).toThrow(`.env, ${fault}`);
    expect(() => valuesOf(content)).not.toThrow('otters');
  });

  it.each([
    ['UTF-16', Buffer.from('\uFEFFPORT=4000', 'utf16le')],
    ['UTF-16 of the other order', Buffer.from('\uFEFFPORT=4000', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('PORT=4000', 'utf16le')],
    ['Latin-1', Buffer.from('ADMIN_NAME=Žofie'.replace('Ž', 'é'), 'latin1')],
  ])('in %s is refused', (_, content) => {
    expect(() => valuesOf(content)).toThrow(/\.env is not in UTF-8/);
  });

  it('is refused when it is a folder or a broken link', () => {
    mkdirSync('.env');
    expect(() => readEnvFile()).toThrow(/\.env cannot be read: it is a folder/);

    rmSync('.env', { recursive: true });
    symlinkSync('gone', '.env');
    expect(() => readEnvFile()).toThrow(/\.env cannot be read: it is a link to a file that is not there/);
  });
});

describe('the warnings', () => {
  const warningsOf = (content: string) => {
    valuesOf(content);
    return envFileWarnings(readEnvFile());
  };

  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['WATCHWORD_PORT', 'PORT'],
    ['POTR', 'PORT'],
    ['SECRET-KEY', 'SECRET_KEY'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['TRUSTED_PROXY', 'TRUST_PROXY'],
  ])('name %s, which is %s misspelled', (name, meant) => {
    expect(warningsOf(`\n${name}=x`)).toEqual([
      `.env, line 2: ${name} is not a variable of this service. Is ${meant} meant?`,
    ]);
  });

  it('ignore variables of other programs', () => {
    const others = ['MYSQL_PASSWORD', 'MAIL_PORT', 'OTEL_SERVICE_NAME', 'UV_THREADPOOL_SIZE', 'TZ', 'HOME'];

    expect(warningsOf(others.map((name) => `${name}=x`).join('\n'))).toEqual([]);
    expect(environmentWarnings([...others, 'POST', 'HOSTNAME', 'PATH', 'LOGNAME', 'SHELL', 'PWD'])).toEqual(
      [],
    );
  });

  it('name variables that are empty or set twice', () => {
    expect(warningsOf('PORT=4000\nDATABASE_URL=\nPORT=5000')).toEqual([
      '.env, line 2: DATABASE_URL is empty, which counts as unset',
      '.env, line 3: PORT is set again, after line 1; the last one counts',
    ]);
  });

  it('name long misspelled variables of the environment', () => {
    expect(environmentWarnings(['DATABSE_URL', 'DATABASE_URL'])).toEqual([
      'DATABSE_URL is not a variable of this service. Is DATABASE_URL meant?',
    ]);
  });
});
