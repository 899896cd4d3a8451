import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(__dirname, '..', '..', 'docker-compose.yml'), 'utf8');

/** The lines of each service, by its name. */
const services: Record<string, string> = Object.fromEntries(
  [...text.matchAll(/^ {2}(\w+):\n((?: {4}.*\n|\s*\n)+)/gm)].map(([, name = '', lines = '']) => [
    name,
    lines,
  ]),
);

describe('docker-compose.yml', () => {
  it('runs the service with its database, Redis and a mail catcher', () => {
    expect(Object.keys(services)).toEqual(['watchword', 'mysql', 'redis', 'mail']);
  });

  it('sends the mails of the service to the catcher, which shows them on this machine alone', () => {
    const [, host, port] = /SMTP_URL: smtp:\/\/(\w+):(\d+)$/m.exec(services.watchword ?? '') ?? [];
    expect([host, port]).toEqual(['mail', '1025']); // the port of mailpit
    expect(services.mail).toMatch(/image: axllent\/mailpit:v[\d.]+\n/);
    expect(services.mail).toContain("- '127.0.0.1:${MAIL_PORT:-8025}:8025'");
  });

  it('starts the service when all of them are healthy', () => {
    for (const name of ['mysql', 'redis', 'mail']) {
      expect(services.watchword).toMatch(new RegExp(`${name}:\\n\\s+condition: service_healthy`));
      expect(services[name]).toContain('healthcheck:');
    }
  });
});
