/* oxlint-disable no-underscore-dangle -- the names of Node.js for what its loader does */
const { existsSync } = require('node:fs');
const Module = require('node:module');
const { dirname, resolve, sep } = require('node:path');
const { constants, compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const ROOT = resolve(__dirname, '../..');
const SOURCES = [resolve(ROOT, 'src'), resolve(ROOT, 'packages')];

/** Compiled files outlive the runtime that compiled them, and so must the maps of their lines. */
const sourceMaps = new Map();
/** Compiles TypeScript, with the cache that jest keeps on the disk. */
let transformCache;

const isSource = (file) =>
  SOURCES.some((folder) => file.startsWith(folder + sep)) && !file.endsWith('.spec.ts');

/** Returns the TypeScript file that an import means, if it is one of what the tests are about. */
function sourceOf(from, name) {
  const [, ours, part = ours] = /^@watchword\/(\w+)(?:\/(\w+))?$/.exec(name) ?? [];
  if (ours) return resolve(ROOT, `packages/${ours}/src/${part}.ts`);
  if (!name.startsWith('.') && !name.startsWith(ROOT)) return undefined;
  const path = resolve(dirname(from), name).replace(/\.(js|tsx?)$/, '');
  if (!isSource(path)) return undefined;
  return [`${path}.ts`, `${path}.tsx`].find((file) => isSource(file) && existsSync(file));
}

for (const extension of ['.ts', '.tsx'])
  Module._extensions[extension] = (module, file) => module._compile(transformCache.transform(file), file);

const { _resolveFilename } = Module;
Module._resolveFilename = (name, parent, ...rest) =>
  (parent?.filename && isSource(parent.filename) && sourceOf(parent.filename, name)) ||
  _resolveFilename(name, parent, ...rest);

/**
 * Loads packages, and what the tests are about, once for each worker, and only the tests themselves anew for each file. To
 * load the sources anew took more time than most files' tests.
 */
module.exports = class SharedSourcesRuntime extends Runtime {
  constructor(...parameters) {
    super(...parameters);
    transformCache = this.transformCache;
    transformCache.sourceMaps = sourceMaps;
    const { executor } = this;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
  }

  requireModuleOrMock(from, name) {
    const source = sourceOf(from, name);
    if (source) return require(source);
    if (/^[\w@]/.test(name) && name !== '@jest/globals') return Module.createRequire(from)(name);
    return super.requireModuleOrMock(from, name);
  }

  requireActual(from, name) {
    return this.requireModuleOrMock(from, name);
  }
};
