import { isIP } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNumber, Max, Min, ValidateBy, type ValidationArguments } from 'class-validator';

/**
 * An environment variable: its default, and its meaning in one line. The table in docs/configuration.md is checked
 * against it.
 */
export interface Variable {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly meaning: string;
}

const variables: Variable[] = [];

/** Returns all variables of the service, in the order of the class. */
export function knownVariables(): readonly Variable[] {
  return variables;
}

/** Declares an environment variable. `fallback` is the default, written as in the environment. */
export function Variable(fallback: string | undefined, meaning: string): PropertyDecorator {
  return (_, name) => void variables.push({ name: String(name), fallback, meaning });
}

/** Refuses values for which `faultOf` returns a text. The text follows the name of the variable. */
export function faultless(faultOf: (value: unknown) => string | false | undefined): PropertyDecorator {
  return ValidateBy({
    name: 'faultless',
    validator: {
      validate: (value: unknown) => !faultOf(value),
      defaultMessage: (rule) => `${rule?.property} ${faultOf(rule?.value)}`,
    },
  });
}

/** An integer between two bounds, both included. */
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

/** A duration such as `15m` or `30d`, between two bounds; becomes seconds. */
export const Duration = (min: string, max: string) => {
  const message = ({ property }: { property: string }) =>
    `${property} must be a time between ${min} and ${max}, such as 30s, 15m, 12h or 7d`;
  return applyDecorators(
    Transform(({ value }) => toSeconds(String(value))),
    Min(toSeconds(min), { message }),
    Max(toSeconds(max), { message }),
  );
};

/** A duration between two bounds, or `off`; a duration becomes seconds. */
export const DurationOrOff = (min: string, max: string) => {
  const isBetween = (value: unknown) => Number(value) >= toSeconds(min) && Number(value) <= toSeconds(max);
  return applyDecorators(
    Transform(({ value }) => (isOff(value) ? 'off' : toSeconds(String(value)))),
    faultless(
      (value) =>
        value !== 'off' &&
        !isBetween(value) &&
        `must be off, or a time between ${min} and ${max}, such as 30d`,
    ),
  );
};

/** One of a few words, in upper or lower case. */
export const OneOf = (...words: string[]) =>
  applyDecorators(
    Transform(
      ({ value }) => words.find((word) => word.toLowerCase() === String(value).toLowerCase()) ?? value,
    ),
    IsIn(words),
  );

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

/** Requires https in ISSUER for `none`, because otherwise browsers refuse a cookie with SameSite=None. */
export const NoneNeedsHttps = () =>
  ValidateBy({
    name: 'noneNeedsHttps',
    validator: {
      validate: (value: unknown, rule?: ValidationArguments) =>
        value !== 'none' || hasHttpsIssuer(rule?.object),
      defaultMessage: (rule) =>
        `${rule?.property} may be none with https in ISSUER alone: browsers keep no such cookie otherwise`,
    },
  });

function hasHttpsIssuer(config: { ISSUER?: string } = {}): boolean {
  return config.ISSUER?.startsWith('https:') ?? false;
}

/** A rate: `count` in `seconds`. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

const MAX_IN_A_RATE = 10_000;

/** A rate such as `10/1m`, or `off`. */
export const RateOrOff = () =>
  applyDecorators(
    Transform(({ value }) => (isOff(value) ? 'off' : toRate(String(value)))),
    ValidateBy({
      name: 'rate',
      validator: {
        validate: (value: unknown) => value !== undefined,
        defaultMessage: (rule) =>
          `${rule?.property} must be off, or a rate between 1/1d and ${MAX_IN_A_RATE}/1s, such as 10/1m`,
      },
    }),
  );

function isOff(value: unknown): boolean {
  return /^off$/i.test(String(value));
}

function toRate(text: string): Rate | undefined {
  const [, count, time = ''] = /^(\d+)\s*\/\s*(\d+\s*\w)$/.exec(text) ?? [];
  const rate = { count: toNumber(count), seconds: toSeconds(time) };
  const isSensible =
    rate.count >= 1 && rate.count <= MAX_IN_A_RATE && rate.seconds >= 1 && rate.seconds <= SECONDS.d!;
  return isSensible ? rate : undefined;
}

function toNumber(value: unknown): number {
  return /^-?\d+(\.\d+)?$/.test(String(value)) ? Number(value) : Number.NaN;
}

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

function toSeconds(text: string): number {
  const [, amount, unit] = /^(\d+)\s*([smhd])$/i.exec(text) ?? (text === '0' ? ['', '0', 's'] : []);
  return amount && unit ? Number(amount) * SECONDS[unit.toLowerCase()]! : Number.NaN;
}
