import { problem } from '../../common/problem.js';

/** The user has no such device. */
export class DeviceNotFound extends problem(404, 'device_not_found', 'There is no such device') {}
