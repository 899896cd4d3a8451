import { mkdirSync, writeFileSync } from 'node:fs';
import { drawChart } from './chart.mjs';

const RESULTS = new URL('../results/', import.meta.url);

const UNITS = {
  perSecond: 'a second',
  p50: 'p50, ms',
  p99: 'p99, ms',
  worst: 'worst, ms',
  milliseconds: 'ms',
  idle: 'idle, MB',
  load: 'under load, MB',
  after: 'after, MB',
  growth: 'growth under load',
};

/** Writes a report into results/ as JSON, Markdown and SVG. @param {string} name without extension */
export function writeReport(name, report) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(`${name}.json`, RESULTS), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(new URL(`${name}.md`, RESULTS), toMarkdown(report));
  writeFileSync(new URL(`${name}.svg`, RESULTS), drawChart(report));
}

/** The report as people read it. */
export function toMarkdown({ run, targets, results }) {
  return [
    '# Benchmark',
    list(run),
    'Each cell: the median of the rounds, and the lowest and highest in brackets.',
    ...(targets ? targetTable(targets) : []),
    ...Object.values(results).flatMap(section),
  ]
    .join('\n\n')
    .concat('\n');
}

/** One scenario. */
export function section({ title, rows, notes = [], skipped, failed }) {
  if (failed) return [`## ${title}`, `FAILED: ${failed}`];
  if (skipped) return [`## ${title}`, `Skipped: ${skipped}`];
  const metrics = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))];
  const lines = rows.map((row) => [row.name, ...metrics.map((metric) => cell(row.metrics[metric]))]);
  return [`## ${title}`, table(['', ...metrics.map((metric) => UNITS[metric])], lines), ...notes];
}

/** What was promised, and what was measured. */
export function targetTable(targets) {
  return ['## Targets', table(['what', 'target', 'measured', 'verdict'], targets.map(targetRow))];
}

function targetRow({ what, target, measured, verdict }) {
  return [what, target, measured === undefined ? '' : number(measured), verdict];
}

function cell(summary) {
  if (!summary) return '';
  const { median, min, max, values } = summary;
  return values.length === 1 ? number(median) : `${number(median)} (${number(min)} to ${number(max)})`;
}

/** Three digits that count. */
function number(value) {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function list(facts) {
  return Object.entries(facts)
    .map(([name, fact]) => `- ${name}: ${fact}`)
    .join('\n');
}

function table(head, lines) {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
