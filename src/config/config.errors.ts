/** The environment does not make a working service. `faults` says what to change, a sentence each. */
export class InvalidConfig extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'InvalidConfig';
  }
}
