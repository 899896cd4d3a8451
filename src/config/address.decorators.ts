import { applyDecorators } from '@nestjs/common';
import { canonicalIssuer } from '@watchword/protocol';
import { Transform } from 'class-transformer';
import { databaseUrlFault, normalDatabaseUrl } from './database-url.js';
import { normalOrigin, originFault } from './origin.js';
import { faultless } from './variable.decorators.js';

/** The URL of this service, normalized. The verifier kit normalizes it with the same function. */
export const Issuer = () =>
  applyDecorators(
    Transform(({ value }) => canonicalIssuer(String(value)) ?? value),
    faultless(
      (value) =>
        canonicalIssuer(String(value)) === undefined &&
        'must be an address such as https://auth.example.com, without user, query (?) and fragment (#)',
    ),
  );

/** A list of origins, normalized to the spelling of browsers. */
export const Origins = () =>
  applyDecorators(
    Transform(({ value }) => [...new Set((value as string[]).map((entry) => normalOrigin(entry) ?? entry))]),
    faultless((value) => (value as string[]).map(originFault).find(Boolean)),
  );

/** The URL of an SQLite file, or of a MySQL or MariaDB database. The schemes of both servers become `mysql:`. */
export const DatabaseUrl = () =>
  applyDecorators(
    Transform(({ value }) => normalDatabaseUrl(String(value))),
    faultless((value) => databaseUrlFault(String(value))),
  );
