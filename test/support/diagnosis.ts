import { loadConfig } from '../../src/config/load-config.js';
import { diagnose } from '../../src/doctor/examination.js';
import type { Finding } from '../../src/doctor/finding.js';
import { TEST_ENVIRONMENT } from './service.js';

/** What the doctor finds in an environment, by the name of the check. */
export async function findingsIn(environment: Record<string, string>): Promise<Record<string, Finding>> {
  const findings = await diagnose(loadConfig({ ...TEST_ENVIRONMENT, ...environment }));
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}
