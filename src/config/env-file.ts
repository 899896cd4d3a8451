import { lstatSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { InvalidConfig } from './config.errors.js';

export const ENV_FILE = '.env';

/** One variable in a file. Line numbers start at 1. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/**
 * An entry: a name, and a value that is quoted, possibly over several lines, or the rest of the line. A comment must
 * follow a blank. Node.js alone would drop everything after a `#`, such as the second half of a password.
 */
const ENTRY =
  /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|(?!["'`])[^\n#]*?)[ \t]*(?:(?<=[ \t])#[^\n]*)?(?:\n|$)/y;
const BLANK = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;

const FAULTS: Record<string, string> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EISDIR: 'it is a folder, as Docker makes one where a file to mount is missing',
  ENOENT: 'it is a link to a file that is not there',
};

/**
 * Reads the variables of `.env` in the working directory, in the format of Node.js. Returns none if there is no such
 * file. @throws InvalidConfig when the file cannot be read; it names each invalid line
 */
export function readEnvFile(): EnvEntry[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(ENV_FILE);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !lstatSync(ENV_FILE, { throwIfNoEntry: false })) return [];
    throw new InvalidConfig([`${ENV_FILE} cannot be read: ${FAULTS[code] ?? message} (${code})`]);
  }
  return entriesOf(textOf(bytes));
}

function textOf(bytes: Buffer): string {
  if (bytes.includes(0) || /^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2)))
    throw new InvalidConfig([`${ENV_FILE} is not in UTF-8, but perhaps in UTF-16: save it as UTF-8`]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    throw new InvalidConfig([`${ENV_FILE} is not in UTF-8: save it as UTF-8`]);
  }
}

/** Finds the entries and their lines. Node.js interprets the values. */
function entriesOf(text: string): EnvEntry[] {
  const entries: EnvEntry[] = [];
  const faults: string[] = [];
  for (let at = 0, line = 1; at < text.length;) {
    const blank = matchAt(BLANK, text, at);
    const entry = matchAt(ENTRY, text, at);
    const piece = (blank ?? entry)?.[0] ?? lineAt(text, at);
    if (entry) entries.push(entryOf(entry[1] as string, piece, line));
    else if (!blank) faults.push(faultOf(piece, line));
    line += piece.split('\n').length - 1;
    at += piece.length;
  }
  if (faults.length > 0) throw new InvalidConfig(faults);
  return entries;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? undefined : end + 1);
}

function entryOf(name: string, piece: string, line: number): EnvEntry {
  return { name, value: parseEnv(piece.trim())[name] ?? '', line };
}

/** Returns the fault of a line. The text does not contain the line, which may be part of a secret. */
function faultOf(text: string, line: number): string {
  const [, name] = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=/.exec(text) ?? [];
  if (name === undefined) return `${ENV_FILE}, line ${line}: is not of the form NAME=value`;
  if (/=\s*["'`]/.test(text))
    return `${ENV_FILE}, line ${line}: ${name} has a quote that does not end, or something behind it`;
  return `${ENV_FILE}, line ${line}: ${name} has a # in its value, where a comment would begin: put the value in quotes`;
}
