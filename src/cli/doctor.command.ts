import { diagnose } from '../operations/doctor/examination.js';
import { type Finding, lineOf, ok, problem, warning } from '../operations/doctor/finding.js';
import type { Command } from './command.js';

/**
 * Checks configuration, database and machine, and prints a line with advice for each check. The exit code is 1 when
 * there is a problem.
 */
export const doctorCommand: Command = {
  usage: 'doctor                                 check configuration, database and clock, and say what to do',
  run: async (_words, config) =>
    report([ok('configuration', 'every variable has a value that works'), ...(await diagnose(config))]),
  runWithFaults: (faults, warnings) =>
    report([
      ...faults.map((fault) => problem('configuration', fault)),
      ...warnings.map((text) => warning('configuration', text)),
    ]),
};

function report(findings: Finding[]): string {
  if (findings.some(({ level }) => level === 'problem')) process.exitCode = 1;
  return findings.map((finding) => `${lineOf(finding)}\n`).join('');
}
