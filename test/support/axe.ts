import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The broken rules, each with its elements. */
const AUDIT = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`;

/** What axe finds on a page. The tab must have `bypassCSP`, because the policy of a page allows no script of a test. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(AUDIT);
}
