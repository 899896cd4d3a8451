import { join } from 'node:path';

// @watchword/client is that of this repository. A project that installs it needs no such setting.
export default { turbopack: { root: join(import.meta.dirname, '..', '..') } };
