import { literal } from 'sequelize';

/** Returns SQL for the column plus one. Such a write always changes the row, so MySQL always counts it. */
export function increment(column: string): never {
  return literal(`${column} + 1`) as never;
}
