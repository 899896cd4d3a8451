/** A password that Watchword and all its peers accept. */
export const PASSWORD = 'nine quiet herons wade';

/** Sends JSON and returns the JSON of the response. @throws when the status is not the expected one */
export async function ask(url, { method = 'GET', body, headers = {}, status = 200 } = {}) {
  const content = body && {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  const answer = await fetch(url, { method, headers, ...content });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return { json: text ? JSON.parse(text) : undefined, headers: answer.headers };
}

/** Creates an account at Watchword or the tutorial. */
export async function register({ url }, name) {
  await ask(`${url}/register`, { method: 'POST', body: { name, password: PASSWORD }, status: 201 });
}

/** Signs in at Watchword or the tutorial. @returns {Promise<{ token: string, refreshToken?: string }>} */
export async function login({ url }, name) {
  return (await ask(`${url}/login`, { method: 'POST', body: { name, password: PASSWORD } })).json;
}

/** Creates an account, signs in, and returns the header for /protected. */
export async function signUp(server, name = 'alice') {
  await register(server, name);
  const { token } = await login(server, name);
  return { authorization: `Bearer ${token}` };
}

/** Returns why a scenario cannot run, if its route is missing. */
export async function missing({ url }, method, path) {
  const { status } = await fetch(url + path, { method });
  return status === 404 ? `${method} ${path} answers 404: this build does not have it yet.` : undefined;
}

/**
 * Creates an account at Better Auth, signs in, and returns the cookies of the session.
 * @returns {Promise<{ cookie: string }>}
 */
export async function signUpAtBetterAuth({ url }, email = 'alice@example.com') {
  const credentials = { email, password: PASSWORD };
  const post = (path, body) => ask(url + path, { method: 'POST', body, headers: { origin: url } });
  await post('/api/auth/sign-up/email', { ...credentials, name: 'alice' });
  const { headers } = await post('/api/auth/sign-in/email', credentials);
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  return { cookie: cookies.join('; ') };
}
