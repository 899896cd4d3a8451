import { TextField } from '../common/text.field.js';

/** What the proxy demands. */
export class VerifyQuery {
  @TextField(1, 64, {
    required: false,
    description: 'A role without which the answer is 403',
    example: 'admin',
  })
  readonly role?: string;
}
