const { ModuleMocker } = require('jest-mock');

/** Databases that services under test are copied from; they last as long as the worker. */
const TEMPLATES = new Map();

/** What class-validator knows of the DTOs, which are loaded once for each worker like the package itself. */
const KEPT = new Set(['classValidatorMetadataStorage']);

/**
 * Runs each test file in the worker's own realm, so that packages an earlier file has loaded serve again: objects of
 * another realm would fail `instanceof`. It has no fake timers: tests move time through the service's Clock.
 */
module.exports = class SharedRealmEnvironment {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.globalsBefore = new Set(Reflect.ownKeys(globalThis));
    Object.assign(globalThis, projectConfig.globals, { TEMPLATES });
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = null;
  }

  async setup() {}

  /** Removes what the file added to the globals, and what it put in their place. */
  async teardown() {
    this.moduleMocker.restoreAllMocks();
    for (const key of Reflect.ownKeys(globalThis)) {
      const isAdded = !this.globalsBefore.has(key) && !KEPT.has(key);
      if (isAdded && Reflect.getOwnPropertyDescriptor(globalThis, key).configurable) delete globalThis[key];
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
};
