import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsUUID, Matches } from 'class-validator';
import { MayBeAbsent, TextField } from '../http/text.field.js';

const MAX_LOGIN_LENGTH = 320;
const MAX_TOKEN_LENGTH = 200;

/** A name or an address, as the owner of an account types it. */
export const LoginField = (required: boolean) =>
  TextField(1, MAX_LOGIN_LENGTH, {
    description: 'The name, or the e-mail address, of the account.',
    example: 'alice',
    required,
  });

/** The token of a mailed link. */
export const TokenField = (required: boolean) =>
  TextField(1, MAX_TOKEN_LENGTH, {
    description: 'The token of the link that was mailed.',
    required,
    example: 'q7ZkD0p1…',
  });

/** The code of a mail. */
export const CodeField = () =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      description: 'The eight digits that were mailed beside the link.',
      pattern: '^[0-9]{8}$',
      required: false,
      example: '04913758',
    }),
    MayBeAbsent(),
    Matches(/^[0-9]{8}$/, { message: 'code must be eight digits' }),
  );

/** The challenge of the request for the mail that contained the code. */
export const ChallengeField = () =>
  applyDecorators(
    ApiProperty({
      description: 'The challenge that the request for the mail was answered with. It goes with the code.',
      format: 'uuid',
      required: false,
      example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
    }),
    MayBeAbsent(),
    IsUUID(undefined, { message: 'challenge must be a UUID' }),
  );
