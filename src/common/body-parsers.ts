import type { FastifyRequest } from 'fastify';
import { MalformedBody, UnsupportedMediaType } from './common.errors.js';
import type { RouteSettings } from './content-types.js';

const DEEPEST = 16;
/** More than any request has: 100 roles and a few fields. To check thousands holds everybody else up. */
const MOST_VALUES = 250;

type Done = (error: Error | null, body?: unknown) => void;

/** Reads a JSON body: UTF-8 without faults, nested 16 levels at most, without names that reach into prototypes. */
export function parseJson(request: FastifyRequest, bytes: Buffer, done: Done): void {
  answer(done, () => {
    const { isOAuth } = request.routeOptions.config as RouteSettings;
    if (isOAuth) throw new UnsupportedMediaType('This route reads application/x-www-form-urlencoded only.');
    if (bytes.length === 0) return undefined;
    const body = jsonOf(textOf(bytes));
    if (!isObject(body)) throw new MalformedBody('The body is not a JSON object.');
    if (isTooDeep(body)) throw new MalformedBody(`The body is nested more than ${DEEPEST} levels deep.`);
    return body;
  });
}

/** Reads a form body where the route takes one. A field may come once. No form sets a cookie: any page may send one. */
export function parseForm(request: FastifyRequest, bytes: Buffer, done: Done): void {
  answer(done, () => {
    const { acceptsForms, parameters } = request.routeOptions.config as RouteSettings;
    const isCookieMode = (request.query as { cookie?: string }).cookie === 'true';
    if (!acceptsForms || isCookieMode)
      throw new UnsupportedMediaType('This route reads application/json only.');

    const isMeant = ([name, value]: string[]) =>
      !parameters || (value !== '' && parameters.includes(name as string));
    const fields = fieldsOf(textOf(bytes)).filter(isMeant);
    const names = fields.map(([name]) => name);
    if (new Set(names).size < names.length) throw new MalformedBody('A form field is given twice.');
    names.forEach(refuseDangerous);
    return Object.fromEntries(fields);
  });
}

function answer(done: Done, read: () => unknown): void {
  try {
    done(null, read());
  } catch (error) {
    done(error as Error);
  }
}

/** Faulty UTF-8 is refused: repaired, two different passwords could become one. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MalformedBody('The body is not UTF-8.');
  }
}

function jsonOf(text: string): unknown {
  let count = 0;
  try {
    return JSON.parse(text, (name, value: unknown) => {
      if (++count > MOST_VALUES) throw new MalformedBody(`The body has more than ${MOST_VALUES} values.`);
      refuseDangerous(name);
      return value;
    });
  } catch (error) {
    if (error instanceof MalformedBody) throw error;
    throw new MalformedBody('The body is not JSON.');
  }
}

/** Escapes must be UTF-8 too; URLSearchParams alone would repair them without a word. */
function fieldsOf(text: string): [name: string, value: string][] {
  try {
    decodeURIComponent(text);
  } catch {
    throw new MalformedBody('The body has an escape that is not UTF-8.');
  }
  const fields = [...new URLSearchParams(text)];
  if (fields.length > MOST_VALUES) throw new MalformedBody(`The body has more than ${MOST_VALUES} fields.`);
  return fields;
}

/** A name that every object has (`__proto__`, `constructor`, `toString`) slips through the check for unknown fields. */
function refuseDangerous(name: string): void {
  if (name in Object.prototype || name === 'prototype') {
    throw new MalformedBody('The body has a field with a name that is not allowed.');
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Stops at the limit itself, so depth cannot exhaust the stack. */
function isTooDeep(value: unknown, level = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (level >= DEEPEST) return true;
  return Object.values(value).some((inner) => isTooDeep(inner, level + 1));
}
