import { testsIn } from './jest.config.mjs';

/** All tests but the long ones, which race for hundreds of rounds, measure, or start browsers, processes and npm. */
export default testsIn('(?<!\\.long)\\.e2e\\.ts$');
