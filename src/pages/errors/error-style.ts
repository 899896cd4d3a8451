import type { Theme } from '../../common/theme.js';
import { styleOf } from '../style.js';

/**
 * Returns the style of the other pages, with rules for headings, lists, code and tables. On a narrow screen a row of a
 * table is a block.
 */
export function errorStyleOf(theme: Theme): string {
  return `${styleOf(theme)}
.sheet{max-width:60rem}
h2{margin:24px 0 8px;font-size:1.125rem;line-height:1.3}
ul{margin:0 0 16px;padding-left:20px}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9375em}
pre{margin:0 0 16px;white-space:pre-wrap}
table{width:100%;margin:0 0 16px;border-collapse:collapse;font-size:.875rem;overflow-wrap:break-word}
th,td{padding:8px 12px 8px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
@media (max-width:60rem){thead{display:none}tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}td{display:block;padding:0;border:0}}`;
}
