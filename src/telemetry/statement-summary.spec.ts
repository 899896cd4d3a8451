import { summaryOf } from './statement-summary.js';

describe('summaryOf', () => {
  it.each([
    [
      "Executed (default): SELECT `id` FROM `users` AS `User` WHERE `User`.`name_key` = 'bob';",
      'SELECT users',
    ],
    ['Executed (7c3e): INSERT INTO `sessions` (`id`) VALUES (?);', 'INSERT sessions'],
    ['Executed (7c3e): UPDATE `sessions` SET `ended_at`=? WHERE `id` = ?', 'UPDATE sessions'],
    ["Executed (default): DELETE FROM `users` WHERE `id` = 'x'", 'DELETE users'],
    ["UPDATE users SET name = 'INSERT INTO secrets'", 'UPDATE users'],
    ['Executed (7c3e): COMMIT;', 'COMMIT'],
    ['Executed (7c3e): START TRANSACTION;', 'START'],
    ["'secret'", 'SQL'],
  ])('summarizes %j as %s', (sql, name) => expect(summaryOf(sql).name).toBe(name));
});
