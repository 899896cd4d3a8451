import { diagnose } from '../doctor/examination.js';
import { type Finding, lineOf, ok, problem } from '../doctor/finding.js';
import type { Command } from './command.js';

/** Checks configuration, database and machine: a line each, with what to do. Exit code 1 when there is a problem. */
export const doctorCommand: Command = {
  usage: 'doctor                                 check configuration, database and clock, and say what to do',
  run: async (_words, config) =>
    report([ok('configuration', 'every variable has a value that works'), ...(await diagnose(config))]),
  runWithFaults: (faults) => report(faults.map((fault) => problem('configuration', fault))),
};

function report(findings: Finding[]): string {
  if (findings.some(({ level }) => level === 'problem')) process.exitCode = 1;
  return findings.map((finding) => `${lineOf(finding)}\n`).join('');
}
