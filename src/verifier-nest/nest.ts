// This file is the door of `watchword/nest`: what an application needs by name leaves through it.
export { Caller, Public, Roles } from './decorators.js';
export { WatchwordGuard } from './watchword.guard.js';
export { WatchwordModule } from './watchword.module.js';
