import { problem } from '../common/problem.js';

/** More passwords wait to be hashed than can be in HASH_QUEUE_SECONDS. */
export class Overloaded extends problem(503, 'overloaded', 'Too many sign-ins at once') {}
