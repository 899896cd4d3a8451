/**
 * Sends LOGINS sign-ins to URL at once, every second one as NAME, the others with unknown names. It is a separate
 * program, so that it does not disturb measurements. It prints the responses as JSON: status and Retry-After.
 */
const { URL, NAME, PASSWORD, LOGINS } = process.env;

async function signIn(index) {
  const name = index % 2 === 0 ? NAME : `nobody-${index}`;
  const answer = await fetch(URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  await answer.arrayBuffer();
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
}

const answers = await Promise.all(Array.from({ length: Number(LOGINS) }, (_, index) => signIn(index)));
process.stdout.write(JSON.stringify(answers));
