import type { FastifyRequest } from 'fastify';
import { MalformedBody, UnsupportedMediaType } from './common.errors.js';

const DEEPEST = 16;
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

type Done = (error: Error | null, body?: unknown) => void;

/** Reads a JSON body: UTF-8 without faults, nested 16 levels at most, without names that reach into prototypes. */
export function parseJson(_request: FastifyRequest, bytes: Buffer, done: Done): void {
  answer(done, () => {
    if (bytes.length === 0) return undefined;
    const body = jsonOf(textOf(bytes));
    if (isTooDeep(body)) throw new MalformedBody(`The body is nested more than ${DEEPEST} levels deep.`);
    return body;
  });
}

/** Reads a form body where the route takes one. A field may come once. */
export function parseForm(request: FastifyRequest, bytes: Buffer, done: Done): void {
  answer(done, () => {
    const { acceptsForms } = request.routeOptions.config as { acceptsForms?: boolean };
    if (!acceptsForms) throw new UnsupportedMediaType('This route reads application/json only.');

    const fields = [...new URLSearchParams(textOf(bytes))];
    const names = fields.map(([name]) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new MalformedBody('A form field is given twice.');
    if (names.some((name) => DANGEROUS.has(name))) throw new MalformedBody();
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
  try {
    return JSON.parse(text, refuseDangerous);
  } catch (error) {
    if (error instanceof MalformedBody) throw error;
    throw new MalformedBody('The body is not JSON.');
  }
}

function refuseDangerous(name: string, value: unknown): unknown {
  if (DANGEROUS.has(name)) throw new MalformedBody('The body has a field with a name that is not allowed.');
  return value;
}

/** Stops at the limit itself, so depth cannot exhaust the stack. */
function isTooDeep(value: unknown, level = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (level >= DEEPEST) return true;
  return Object.values(value).some((inner) => isTooDeep(inner, level + 1));
}
