import './config.js'; // declares the variables
import { ENV_FILE, type EnvEntry } from './env-file.js';
import { knownVariables } from './variable.decorators.js';

/** Minimum length of names to check. Shorter names resemble those of other programs, such as HOST and HOME. */
const MIN_LENGTH_IN_ENVIRONMENT = 7;

/** Returns a sentence for each variable of `.env` that has no effect, or another effect than it seems. */
export function envFileWarnings(entries: readonly EnvEntry[]): string[] {
  const names = new Set(knownVariables().map(({ name }) => name));
  return entries.flatMap(({ name, value, line }, index) => {
    const place = `${ENV_FILE}, line ${line}:`;
    const meant = names.has(name) ? undefined : variableLike(name);
    if (meant) return [`${place} ${name} is not a variable of this service. Is ${meant} meant?`];
    if (!names.has(name)) return [];
    if (value.trim() === '') return [`${place} ${name} is empty, which counts as unset`];
    const earlier = entries.slice(0, index).find((entry) => entry.name === name);
    return earlier ? [`${place} ${name} is set again, after line ${earlier.line}; the last one counts`] : [];
  });
}

/** Returns a sentence for each name in the environment that looks like a misspelled variable of this service. */
export function environmentWarnings(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const meant = name.length < MIN_LENGTH_IN_ENVIRONMENT ? undefined : variableLike(name);
    return meant ? [`${name} is not a variable of this service. Is ${meant} meant?`] : [];
  });
}

/** Returns the variable that a misspelled name probably means, or nothing. A correct name returns nothing. */
function variableLike(name: string): string | undefined {
  const known = knownVariables().map((variable) => variable.name);
  return known.includes(name) ? undefined : known.find((variable) => isNear(name, variable));
}

/** Returns whether the names differ only by case, separators, the prefix of this service, or one or two letters. */
function isNear(name: string, variable: string): boolean {
  const [given, wanted] = [name, variable].map((text) => text.toUpperCase().replaceAll(/[-_.]/g, ''));
  if (given === wanted || given === `WATCHWORD${wanted}`) return true;
  const tolerated = variable.length < MIN_LENGTH_IN_ENVIRONMENT ? 1 : 2;
  return distance(name.toUpperCase(), variable, tolerated) <= tolerated;
}

/** Returns the edit distance with swapped neighbours (optimal string alignment). */
function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const replaced = row[j - 1]! + (isSame ? 0 : 1);
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, replaced, isSwapped ? before[j - 2]! + 1 : replaced);
    }
    before = row;
    row = next;
  }
  return row[other.length]!;
}
