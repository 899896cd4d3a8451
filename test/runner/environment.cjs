/* oxlint-disable no-underscore-dangle -- the name of Node.js for what enables a storage */
const { AsyncLocalStorage } = require('node:async_hooks');
const { ModuleMocker } = require('jest-mock');

/** Databases that services under test are copied from; they last as long as the worker. */
const TEMPLATES = new Map();

/** What class-validator knows of the DTOs, which are loaded once for each worker like the package itself. */
const KEPT = new Set(['classValidatorMetadataStorage']);

/**
 * The storages that were used. Node.js 20 visits each of them at every promise, and jest makes one for each file: after
 * thirty files that was a tenth of all work, and kept what each file had loaded in memory.
 */
const storages = new Set();
const { _enable: enable } = AsyncLocalStorage.prototype;
if (enable)
  AsyncLocalStorage.prototype._enable = function () {
    storages.add(this);
    enable.call(this);
  };

/** Disables them. One that is used again enables itself. */
function disableStorages() {
  for (const storage of storages) storage.disable();
  storages.clear();
}

/** Jest wants a hundred frames of each error. */
const MAX_FRAMES = 20;

/**
 * Leaves stacks of errors without a message as they are: Sequelize makes one for each statement, and finding the line in
 * TypeScript of each of its frames was a tenth of all work.
 */
function makeStacksCheap() {
  Error.stackTraceLimit = MAX_FRAMES;
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error, frames) =>
    error.message === ''
      ? [error.name, ...frames.map(String)].join('\n    at ')
      : prepareStackTrace(error, frames);
}

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

  async setup() {
    makeStacksCheap();
  }

  /** Removes what the file added to the globals, and what it put in their place. */
  async teardown() {
    this.moduleMocker.restoreAllMocks();
    disableStorages();
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
