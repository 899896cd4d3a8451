import { problem } from '../common/problem.js';

/** More passwords are waiting than can be hashed within HASH_QUEUE_SECONDS. */
export class Overloaded extends problem(503, 'overloaded', 'Too many sign-ins at once') {}
