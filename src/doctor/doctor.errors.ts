import type { Finding } from './finding.js';

/** The service would promise what it cannot keep here. */
export class UnfitToServe extends Error {
  constructor(findings: readonly Finding[]) {
    super(findings.map(({ check, text }) => `${check}: ${text}`).join('\n'));
    this.name = 'UnfitToServe';
  }
}
