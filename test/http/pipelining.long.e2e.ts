import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { useService } from '../support/service.js';

const service = useService();

/** Maximum of pending requests on a connection: one that is being answered, and 16 waiting. */
const MAX_PENDING = 17;

const open = () => connect(Number(new URL(service.origin).port), '127.0.0.1');
const requestFor = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

/** Returns the used bytes of the heap after a garbage collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Counts the pending requests of each connection. */
function watchPending() {
  const pending = new Map<Socket, number>();
  let most = 0;
  let startedAt = Infinity; // until the first request
  const onStart = (message: unknown) => {
    const { raw } = (message as { reply: { raw: ServerResponse } }).reply;
    const { socket } = raw.req;
    const change = (by: number) => {
      const count = (pending.get(socket) ?? 0) + by;
      pending.set(socket, count);
      most = Math.max(most, count);
    };
    startedAt = performance.now();
    change(1);
    raw.once('close', () => change(-1));
  };
  const started = channel('tracing:fastify.request.handler:start');
  started.subscribe(onStart);
  return {
    /** Waits for the first request, and then until none has been started for half a second. */
    untilIdle: async () => {
      while (performance.now() - startedAt < 500) await sleep(50);
    },
    /** Returns the maximum. */
    end: () => {
      started.unsubscribe(onStart);
      return most;
    },
  };
}

describe('a client that sends requests before it reads responses', () => {
  it('gets all 1,200 responses in the order of its requests', async () => {
    const socket = open();
    const ids = Array.from({ length: 1200 }, (_, index) => `n-${index}`); // more than Node reads at once
    const paths = ['/', '/health/ready', '/me'];
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));

    const requests = ids.map((id, index) =>
      requestFor(paths[index % 3]!).replace('Host: a', `Host: a\r\nX-Request-Id: ${id}`),
    );
    socket.write(requests.join('') + requestFor('/').replace('Host: a', 'Host: a\r\nConnection: close'));
    await once(socket, 'close');

    const answered = [...text.matchAll(/x-request-id: (n-\d+)\r\n/g)].map(([, id]) => id);
    expect(answered).toEqual(ids);
  });

  it('gets the responses to requests with bodies that it sent at once', async () => {
    const socket = open();
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));

    const body = JSON.stringify({ refreshToken: 'a'.repeat(190) });
    const head = `POST /refresh HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.write(`${head}\r\n\r\n${body}`.repeat(250) + `${head}\r\nConnection: close\r\n\r\n${body}`);
    await once(socket, 'close');

    expect(text.match(/HTTP\/1\.1 401 /g)).toHaveLength(251);
  });

  it('does not make other clients wait for all of its responses', async () => {
    const socket = open();
    let answered = 0;
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answered += chunk.split('HTTP/1.1 200').length - 1;
    });
    socket.write(requestFor('/').repeat(10_000));
    while (answered === 0) await sleep(1);

    await service.get('/');

    expect(answered).toBeLessThan(9000);
    socket.destroy();
  });

  it('and never reads has no more pending requests than allowed, on each of 20 connections', async () => {
    const pending = watchPending();
    const before = heapUsed();
    const sockets = Array.from({ length: 20 }, open);
    for (const socket of sockets) {
      socket.pause().on('error', () => undefined);
      // The first responses fill the network buffers of the connection.
      socket.write(requestFor('/openapi.json').repeat(50) + requestFor('/').repeat(10_000));
    }
    await pending.untilIdle();
    const after = heapUsed();
    for (const socket of sockets) socket.destroy();

    const most = pending.end();
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(MAX_PENDING);
    expect(after - before).toBeLessThan(110_000_000);
    expect((await service.get('/')).status).toBe(200);
  });
});
