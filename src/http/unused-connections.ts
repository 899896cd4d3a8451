import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** So long a client that has just connected has to send its request. */
const GRACE_MS = 1000;

/**
 * Closes connections without a single request when the service stops. Node closes those that are idle after a request;
 * it would wait a minute for one that a browser opened in advance.
 */
export function closeUnusedConnections(fastify: FastifyInstance): void {
  const open = new Set<Socket>();
  fastify.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const closeUnused = () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
  fastify.addHook('preClose', (done) => {
    setTimeout(closeUnused, GRACE_MS).unref();
    done();
  });
}
