import { parseArgs } from 'node:util';
import { AuditVerification, type ChainReport } from '../audit/audit-verification.js';
import type { ChainPlace } from '../audit/chain-walk.js';
import { migrate } from '../database/migrator.js';
import type { Command } from './command.js';
import { inContext } from './context.js';

/** Verifies the chain of audit events. Findings are an error, so that the exit code is 1. */
export const auditVerifyCommand: Command = {
  usage:
    'audit verify [--expect POSITION:HASH]  check that no audit event was changed or lost; --expect checks an earlier note',
  run: async (words, config) => {
    const noted = noteOf(words);
    await migrate(config.DATABASE_URL);
    const report = await inContext(config, (app) => app.get(AuditVerification).verify(noted));
    if (report.findings.length > 0) throw new Error(sentencesOf(report));
    return `The audit log is whole: ${countsOf(report)}\n`;
  },
};

function noteOf(words: string[]): ChainPlace | undefined {
  const { expect } = parseArgs({ args: words, options: { expect: { type: 'string' } } }).values;
  if (expect === undefined) return undefined;
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(expect) ?? [];
  if (position === undefined || hash === undefined) {
    throw new Error('Write the noted head as audit verify printed it: --expect POSITION:HASH');
  }
  return { position: Number(position), hash };
}

function sentencesOf(report: ChainReport): string {
  const lines = report.findings.map((finding) => `- ${finding}`).join('\n');
  return `The audit log is not as it was written:\n${lines}\nRead were ${countsOf(report)}`;
}

function countsOf({ sealed, position, hash, unsealed }: ChainReport): string {
  return `${sealed} events, the last at position ${position}, head ${position}:${hash}; ${unsealed} not sealed yet.`;
}
