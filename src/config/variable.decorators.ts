import { isIP } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, IsNumber, Max, Min, ValidateBy } from 'class-validator';

/** One environment variable: its value when unset, and its meaning in a line. The README's table is checked against it. */
export interface Variable {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly meaning: string;
}

const variables: Variable[] = [];

/** Every variable that the service reads, in the order of the class. */
export function knownVariables(): readonly Variable[] {
  return variables;
}

/** Declares a variable of the environment. `fallback` is written as a person would set it. */
export function Variable(fallback: string | undefined, meaning: string): PropertyDecorator {
  return (_, name) => void variables.push({ name: String(name), fallback, meaning });
}

/** A whole number between two bounds, both included. */
export const WholeNumber = (min: number, max: number) =>
  applyDecorators(
    Transform(({ value }) => toNumber(value)),
    Min(min),
    Max(max),
    IsInt(),
  );

/** A number between two bounds, both included. */
export const Decimal = (min: number, max: number) =>
  applyDecorators(
    Transform(({ value }) => toNumber(value)),
    Min(min),
    Max(max),
    IsNumber(),
  );

/** A length of time such as `15m` or `30d`, between two bounds; becomes seconds. */
export const Duration = (min: string, max: string) => {
  const message = ({ property }: { property: string }) =>
    `${property} must be a time between ${min} and ${max}, such as 30s, 15m, 12h or 7d`;
  return applyDecorators(
    Transform(({ value }) => toSeconds(String(value))),
    Min(toSeconds(min), { message }),
    Max(toSeconds(max), { message }),
  );
};

/** A URL whose user and password can be decoded: a `%` in a password is written `%25`. */
export const DecodableUrl = () =>
  ValidateBy({
    name: 'decodable',
    validator: {
      validate: (value: unknown) => isDecodable(String(value)),
      defaultMessage: (rule) =>
        `${rule?.property} has characters that must be written as %XX, such as %25 for %`,
    },
  });

function isDecodable(text: string): boolean {
  try {
    return URL.canParse(text) && decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}

/** A comma-separated list; becomes an array without empty entries. */
export const List = () =>
  Transform(({ value }) =>
    String(value ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
  );

/** A list of addresses and networks, such as `10.0.0.0/8,::1`. */
export const NetworkList = () =>
  applyDecorators(
    List(),
    ValidateBy({
      name: 'network',
      validator: {
        validate: (value: unknown) => Array.isArray(value) && value.every(isNetwork),
        defaultMessage: (rule) =>
          `${rule?.property} must be a list of addresses such as 10.0.0.0/8,127.0.0.1`,
      },
    }),
  );

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 &&
    rest.length === 0 &&
    (prefix === undefined || (/^\d+$/.test(prefix) && +prefix <= bits))
  );
}

/** So many in so many seconds. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

const MOST_IN_A_RATE = 10_000;

/** A rate such as `10/1m`, or `off`. */
export const RateOrOff = () =>
  applyDecorators(
    Transform(({ value }) => (value === 'off' ? value : toRate(String(value)))),
    ValidateBy({
      name: 'rate',
      validator: {
        validate: (value: unknown) => value !== undefined,
        defaultMessage: (rule) =>
          `${rule?.property} must be off, or a rate between 1/1d and ${MOST_IN_A_RATE}/1s, such as 10/1m`,
      },
    }),
  );

function toRate(text: string): Rate | undefined {
  const [, count, time = ''] = /^(\d+)\/(\w+)$/.exec(text) ?? [];
  const rate = { count: toNumber(count), seconds: toSeconds(time) };
  const isSensible =
    rate.count >= 1 && rate.count <= MOST_IN_A_RATE && rate.seconds >= 1 && rate.seconds <= SECONDS.d!;
  return isSensible ? rate : undefined;
}

function toNumber(value: unknown): number {
  return /^-?\d+(\.\d+)?$/.test(String(value)) ? Number(value) : Number.NaN;
}

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

function toSeconds(text: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text.trim()) ?? (text.trim() === '0' ? ['', '0', 's'] : []);
  return amount && unit ? Number(amount) * SECONDS[unit]! : Number.NaN;
}
