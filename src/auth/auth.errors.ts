import { problem } from '../common/problem.js';

/** Unknown name, wrong password or disabled account: one answer for all three. */
export class InvalidCredentials extends problem(
  401,
  'invalid_credentials',
  'The name or the password is wrong',
) {}
