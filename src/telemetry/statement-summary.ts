/** The parts of a statement that a trace contains. */
interface StatementSummary {
  readonly name: string;
  readonly attributes: Record<string, string>;
}

const STATEMENT =
  /^(?:Executed \([^)]*\): )?\s*(?:(SELECT|DELETE)\s[^]*?\bFROM\s+|(INSERT)\s[^]*?\bINTO\s+|(UPDATE)\s+)[`"]?(\w+)/i;
const FIRST_WORD = /^(?:Executed \([^)]*\): )?\s*(\w+)/;

/**
 * Returns the kind of a statement and its table. The rest is omitted, because it contains values: names, addresses,
 * hashes.
 */
export function summaryOf(sql: string): StatementSummary {
  const [, read, insert, update, table] = STATEMENT.exec(sql) ?? [];
  const operation = read ?? insert ?? update ?? FIRST_WORD.exec(sql)?.[1] ?? 'SQL';
  if (table === undefined) return { name: operation, attributes: { 'db.operation.name': operation } };
  return {
    name: `${operation} ${table}`,
    attributes: { 'db.operation.name': operation, 'db.collection.name': table },
  };
}
