// The entry point of `@watchword/nest`: it exports everything that an application imports.
export { Caller, Methods, Public, RecentSignIn, Roles } from './decorators.js';
export { WatchwordGuard } from './watchword.guard.js';
export { WatchwordModule } from './watchword.module.js';
