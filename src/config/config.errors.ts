/**
 * The configuration is invalid. Each entry of `faults` is a sentence that says what to change. A warning, such as one
 * about a misspelled name, may explain a fault.
 */
export class InvalidConfig extends Error {
  constructor(
    readonly faults: readonly string[],
    readonly warnings: readonly string[] = [],
  ) {
    const lines = [...faults, ...warnings.map((text) => `(warning) ${text}`)].map((text) => `\n  - ${text}`);
    super(`The configuration has ${faults.length} fault(s):${lines.join('')}`);
    this.name = 'InvalidConfig';
  }
}
