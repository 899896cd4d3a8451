import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { normalOrigin } from './origin.js';
import { faultless } from './variable.decorators.js';

/** Origin of an Android app in the data that it signs: the SHA-256 of the certificate that signed the app. */
const ANDROID_APP = /^android:apk-key-hash:[\w-]{43}$/;

/** Origins where browsers offer passkeys: pages loaded over TLS, or from the same machine. */
const SECURE = /^(https:\/\/|http:\/\/localhost(:\d+)?$)/;

/** A list of pages and apps that can use passkeys. */
export const PasskeyOrigins = () =>
  applyDecorators(
    Transform(({ value }) => [...new Set((value as string[]).map((entry) => normalOrigin(entry) ?? entry))]),
    faultless((value) => (value as string[]).map(faultOf).find(Boolean)),
  );

function faultOf(entry: string): string | undefined {
  const isOrigin = normalOrigin(entry) !== undefined && SECURE.test(entry);
  if (isOrigin || ANDROID_APP.test(entry)) return undefined;
  return `must be a list of origins such as https://app.example.com or android:apk-key-hash:…, without a path: ${entry} is none`;
}
