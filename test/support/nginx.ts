import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './process.js';

/**
 * The configuration from nginx's documentation: X-Forwarded-For has the client's own text first, and the address that
 * nginx sees last.
 */
const configuration = (port: number, directory: string, upstream: string) => `
daemon off; master_process off; error_log stderr warn; pid ${directory}/pid;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi; uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}`;

/** A real nginx in front of a service. All of 127.0.0.0/8 is local, so clients can have many addresses. */
export class TestNginx {
  private child!: ChildProcess;
  private port = 0;
  private readonly directory = mkdtempSync(join(tmpdir(), 'watchword-nginx-'));

  async start(upstream: string): Promise<void> {
    this.port = await freePort();
    const file = join(this.directory, 'nginx.conf');
    writeFileSync(file, configuration(this.port, this.directory, upstream));
    this.child = spawn('nginx', ['-p', this.directory, '-c', file], { stdio: 'ignore' });
    this.child.on('error', () => undefined); // it is reported below
    for (let tries = 0; tries < 100; tries++) {
      if (await this.post('/login', {}, '127.0.0.9').catch(() => undefined)) return;
      await sleep(50);
    }
    throw new Error('nginx does not respond: is it installed?');
  }

  async stop(): Promise<void> {
    if (this.child?.pid !== undefined && this.child.exitCode === null && this.child.kill('SIGTERM'))
      await once(this.child, 'exit');
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Sends JSON from a local address with the given X-Forwarded-For. Returns the status. */
  post(path: string, body: object, localAddress: string, forwardedFor?: string | string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
      };
      const options = { host: '127.0.0.1', port: this.port, path, method: 'POST', localAddress, headers };
      const sent = request(options, (response) => {
        response.resume().on('end', () => resolve(response.statusCode as number));
      });
      sent.on('error', reject).end(JSON.stringify(body));
    });
  }
}
