import { problem } from '../common/problem.js';

/** The user has no second factor that recovery codes could replace. */
export class NoFactor extends problem(409, 'no_factor', 'The account has no second factor') {}

/** The user already has the maximum number of devices. */
export class TooManyDevices extends problem(409, 'too_many_devices', 'No more devices can be added') {}
