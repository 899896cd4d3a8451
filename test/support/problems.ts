import type { Answer } from './client.js';

/** Expects a problem (RFC 9457) with this status and code, and without other members. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  const { headers, body } = answer;
  expect(body).toEqual({
    type: expect.stringMatching(new RegExp(`^https?://[^?#]+/errors/${code}$`)),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    ...(body.errors && { errors: expect.any(Array) }),
  });
  expect(answer.status).toBe(status);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

/** Expects that exactly these fields are refused, each with a sentence that names it. */
export function expectFaults(answer: Answer, ...fields: string[]): void {
  expectProblem(answer, 400, 'validation_failed');
  expect(answer.body.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual(
    fields.toSorted(),
  );
  for (const { field, message } of answer.body.errors) expect(message.startsWith(`${field} `)).toBe(true);
}
