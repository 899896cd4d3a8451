const SERVER = /^mysql:\/\/[^/?#]*\/[^/?#]+(\?[^#]*)?$/;
const PARAMETERS = new Map([
  ['ssl', /^(true|false)$/],
  ['socketPath', /^\/./],
]);

/** Normalizes a DATABASE_URL: `mariadb:` becomes `mysql:`, and schemes and booleans become lower case. */
export function normalDatabaseUrl(text: string): string {
  return text
    .replace(/^(mysql|mariadb):/i, 'mysql:')
    .replace(/^sqlite:/i, 'sqlite:')
    .replace(
      /([?&]ssl)=(true|false)(?=&|$)/i,
      (_, name: string, value: string) => `${name}=${value.toLowerCase()}`,
    );
}

/**
 * Returns what is wrong with a normalized DATABASE_URL, as the rest of a sentence that starts with its name, or
 * nothing. The text does not contain the URL, because that has a password.
 */
export function databaseUrlFault(text: string): string | undefined {
  if (text.startsWith('sqlite:')) return fileFault(text.slice('sqlite:'.length));
  if (!SERVER.test(text))
    return 'must look like sqlite:data/watchword.sqlite or mysql://user:password@host:3306/name, with characters such as / ? # in a password written as %XX';
  if (!isDecodable(text)) return 'has characters that must be written as %XX, such as %25 for %';
  return serverFault(new URL(text));
}

/**
 * Refuses `sqlite://`, which programs interpret in several ways, and `:memory:`, which would be a separate database for
 * each connection.
 */
function fileFault(path: string): string | undefined {
  if (path.startsWith('//'))
    return 'must have no // after sqlite: write sqlite:data/name.sqlite, or sqlite:/data/name.sqlite';
  if (path.startsWith('~'))
    return 'must not begin with ~, which only a shell understands: write the whole path';
  if (path === '' || path.endsWith('/') || path === ':memory:' || /[?#]/.test(path))
    return 'must name a file, such as sqlite:data/watchword.sqlite';
  return undefined;
}

function serverFault({ hostname, searchParams }: URL): string | undefined {
  for (const [name, value] of searchParams)
    if (!PARAMETERS.get(name)?.test(value) || searchParams.getAll(name).length > 1)
      return 'may have ?ssl=true, ?ssl=false or ?socketPath=/path/to/socket after the name, each once, and nothing else';
  const isSocket = searchParams.has('socketPath');
  if (hostname === '' && !isSocket) return 'must name a host, as in mysql://user:password@host:3306/name';
  if (isSocket && searchParams.get('ssl') === 'true') return 'must not have both ssl=true and socketPath';
  return undefined;
}

function isDecodable(text: string): boolean {
  try {
    return URL.canParse(text) && decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}
