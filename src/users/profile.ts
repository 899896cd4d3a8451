import { Injectable } from '@nestjs/common';
import { invalidField } from '../common/invalid-field.js';
import { bytesOf, type JsonObject, merged, objectIn, textOf } from '../common/json-object.js';
import { claimsIn, fitToken, MAX_CLAIMS_BYTES } from '../common/token-claims.js';
import { Config } from '../config/config.js';
import { MAX_OBJECT_BYTES, TOO_LARGE } from '../http/json.field.js';
import { canonicalLocale } from './profile.fields.js';
import type { User } from './user.model.js';

/** The profile of a user, as it is stored. */
export type Profile = Pick<User, 'displayName' | 'locale' | 'metadata' | 'appMetadata'>;

/** Changes of a profile. Objects are merge patches (RFC 7396). Null removes the value; absent fields stay unchanged. */
export interface ProfileChanges {
  readonly displayName?: string | null;
  readonly locale?: string | null;
  readonly metadata?: JsonObject | null;
  readonly appMetadata?: JsonObject | null;
}

const EMPTY: Profile = { displayName: null, locale: null, metadata: null, appMetadata: null };

const NO_ROOM = {
  rule: 'too_long',
  message: `must have ${MAX_CLAIMS_BYTES} bytes at most, as JSON, in the members that TOKEN_CLAIMS names`,
  params: { max: MAX_CLAIMS_BYTES },
} as const;

/** Calculates the columns of a profile, and whether the claims in tokens change. */
@Injectable()
export class Profiles {
  constructor(private readonly config: Config) {}

  /** Returns the columns of a new user. @throws ValidationFailed */
  made(given: ProfileChanges): Partial<Profile> {
    return this.changed(EMPTY, given);
  }

  /** Returns the columns that change. @throws ValidationFailed when an object would be too large, or fit no token */
  changed(before: Profile, { displayName, locale, metadata, appMetadata }: ProfileChanges): Partial<Profile> {
    return {
      ...(displayName !== undefined && { displayName: displayName?.normalize('NFC') ?? null }),
      ...(locale !== undefined && { locale: locale === null ? null : (canonicalLocale(locale) ?? null) }),
      ...(metadata !== undefined && { metadata: textAfter('metadata', before.metadata, metadata) }),
      ...(appMetadata !== undefined && { appMetadata: this.fitting(before.appMetadata, appMetadata) }),
    };
  }

  /** Returns whether tokens issued before a change state other claims than tokens issued after it. */
  isStatedElse(before: Profile, { appMetadata }: Partial<Profile>): boolean {
    if (appMetadata === undefined || this.config.TOKEN_CLAIMS.length === 0) return false;
    const stated = (text: string | null) =>
      JSON.stringify(claimsIn(objectIn(text), this.config.TOKEN_CLAIMS));
    return stated(before.appMetadata) !== stated(appMetadata);
  }

  private fitting(before: string | null, patch: JsonObject | null): string | null {
    const text = textAfter('appMetadata', before, patch);
    if (!fitToken(objectIn(text), this.config.TOKEN_CLAIMS)) throw invalidField('appMetadata', NO_ROOM);
    return text;
  }
}

function textAfter(field: string, before: string | null, patch: JsonObject | null): string | null {
  if (patch === null) return null;
  const after = merged(objectIn(before), patch);
  if (bytesOf(after) > MAX_OBJECT_BYTES) throw invalidField(field, TOO_LARGE);
  return textOf(after);
}
