import { TextField } from '../http/text.field.js';

/** The query of /verify: what the proxy requires of the caller. */
export class VerifyQuery {
  @TextField(1, 64, {
    description: 'A role that the user must have; without it the answer is 403.',
    required: false,
    example: 'admin',
  })
  readonly role?: string;
}
