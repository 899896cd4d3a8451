import { loadConfig } from '../../src/config/load-config.js';
import { diagnose } from '../../src/operations/doctor/examination.js';
import type { Finding } from '../../src/operations/doctor/finding.js';
import { TEST_ENVIRONMENT } from './service.js';

/** Returns the doctor's findings for an environment, by name of the check. */
export async function findingsIn(environment: Record<string, string>): Promise<Record<string, Finding>> {
  const findings = await diagnose(loadConfig({ ...TEST_ENVIRONMENT, ...environment }));
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}
