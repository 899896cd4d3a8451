import { problem } from '../common/problem.js';

/** The user has no remembered device with this id. */
export class RememberedDeviceNotFound extends problem(
  404,
  'remembered_device_not_found',
  'There is no such remembered device',
) {}
