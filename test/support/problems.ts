import type { Answer } from './client.js';

/** Says that an answer is a problem (RFC 9457) of this kind, with nothing in it that a problem does not have. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  const { headers, body } = answer;
  expect(body).toEqual({
    type: `urn:watchword:problem:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    ...(body.errors && { errors: expect.any(Array) }),
  });
  expect(answer.status).toBe(status);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

/** Says that an answer refuses exactly these fields, each in a sentence that names it. */
export function expectFaults(answer: Answer, ...fields: string[]): void {
  expectProblem(answer, 400, 'validation_failed');
  expect(answer.body.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual(
    fields.toSorted(),
  );
  for (const { field, message } of answer.body.errors) expect(message.startsWith(`${field} `)).toBe(true);
}
