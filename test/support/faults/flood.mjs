/**
 * LOGINS people who sign in at URL at once: every other one as NAME, the rest as nobody. A program of its own, so that
 * it does not stand in the way of what is measured meanwhile. Prints the answers as JSON: status and Retry-After.
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
