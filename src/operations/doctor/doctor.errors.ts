import type { Finding } from './finding.js';

/** A check found that the service could not meet its guarantees, so it does not start. */
export class StartupCheckFailed extends Error {
  constructor(findings: readonly Finding[]) {
    super(findings.map(({ check, text }) => `${check}: ${text}`).join('\n'));
    this.name = 'StartupCheckFailed';
  }
}
