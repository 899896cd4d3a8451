import type { FastifyRequest } from 'fastify';
import { MalformedBody, UnsupportedMediaType } from '../common/common.errors.js';
import type { RouteSettings } from './content-types.js';
import { MAX_BODY_DEPTH, MAX_BODY_VALUES } from './body-limits.js';

type Done = (error: Error | null, body?: unknown) => void;

/** Parses a JSON body: valid UTF-8, at most 16 levels deep, without names that reach prototypes. */
export function parseJson(request: FastifyRequest, bytes: Buffer, done: Done): void {
  answer(done, () => {
    if (bytes.length === 0) return undefined;
    const { isOAuth, page } = request.routeOptions.config as RouteSettings;
    if (isOAuth || page !== undefined)
      throw new UnsupportedMediaType('This route reads application/x-www-form-urlencoded only.');
    const body = jsonOf(textOf(bytes));
    if (!isObject(body)) throw new MalformedBody('The body is not a JSON object.');
    if (isTooDeep(body))
      throw new MalformedBody(`The body is nested more than ${MAX_BODY_DEPTH} levels deep.`);
    return body;
  });
}

/**
 * Parses a form body if the route accepts one. A field may occur only once. Forms never set a cookie, because any page
 * can send one.
 */
export function parseForm(request: FastifyRequest, bytes: Buffer, done: Done): void {
  answer(done, () => {
    if (bytes.length === 0) return undefined;
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

/** Refuses invalid UTF-8: replacing the invalid bytes could make two different passwords equal. */
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
      if (++count > MAX_BODY_VALUES)
        throw new MalformedBody(`The body has more than ${MAX_BODY_VALUES} values.`);
      refuseDangerous(name);
      return value;
    });
  } catch (error) {
    if (error instanceof MalformedBody) throw error;
    throw new MalformedBody('The body is not JSON.');
  }
}

/** Escapes must be valid UTF-8 too; URLSearchParams alone would silently replace invalid ones. */
function fieldsOf(text: string): [name: string, value: string][] {
  try {
    decodeURIComponent(text);
  } catch {
    throw new MalformedBody('The body has an escape that is not UTF-8.');
  }
  const fields = [...new URLSearchParams(text)];
  if (fields.length > MAX_BODY_VALUES)
    throw new MalformedBody(`The body has more than ${MAX_BODY_VALUES} fields.`);
  return fields;
}

/**
 * Refuses names that every object has (`__proto__`, `constructor`, `toString`): the check for unknown fields misses
 * them.
 */
function refuseDangerous(name: string): void {
  if (name in Object.prototype || name === 'prototype') {
    throw new MalformedBody('The body has a field with a name that is not allowed.');
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Stops at the limit, so that deep nesting cannot exhaust the stack. */
function isTooDeep(value: unknown, level = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (level >= MAX_BODY_DEPTH) return true;
  return Object.values(value).some((inner) => isTooDeep(inner, level + 1));
}
