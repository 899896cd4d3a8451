import { problem } from '../common/problem.js';

/** Another user has this name, or one that differs only in case, width or normal form. */
export class NameTaken extends problem(409, 'name_taken', 'The name is taken') {}

/** There is no user with this id. */
export class UserNotFound extends problem(404, 'user_not_found', 'There is no such user') {}

/** Another account has verified this address. Only a caller who has just proved to read its mail gets this error. */
export class EmailTaken extends problem(409, 'email_taken', 'Another account has this address') {}
