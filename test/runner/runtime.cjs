const { createRequire } = require('node:module');
const { constants, compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** What the tests are about is loaded anew for each file; packages are loaded once for each worker. */
module.exports = class SharedPackagesRuntime extends Runtime {
  constructor(...parameters) {
    super(...parameters);
    const { executor } = this;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
  }

  requireModuleOrMock(from, name) {
    if (/^[\w@]/.test(name) && name !== '@jest/globals' && !name.startsWith('@watchword/'))
      return createRequire(from)(name);
    return super.requireModuleOrMock(from, name);
  }
};
