import { problem } from '../common/problem.js';

/** The current password, which the user must repeat before a change that cannot be undone, is wrong. */
export class WrongPassword extends problem(403, 'wrong_password', 'The current password is wrong') {}
