import { literal } from 'sequelize';

/** One more than the column has: a write that always changes the row, and so is always counted by MySQL. */
export function oneMore(column: string): never {
  return literal(`${column} + 1`) as never;
}
