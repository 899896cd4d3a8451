import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/**
 * Nest's adapter without the hooks that it adds to every route for features that are off here: middleware, versions,
 * CORS and security headers of its own. What of them is needed, `http.ts` registers itself. The seven hooks, and the
 * listeners that the one after each answer takes, cost a tenth of GET /protected (by CPU time a request).
 */
export class LeanAdapter extends FastifyAdapter {
  constructor(server: FastifyInstance) {
    const { addHook } = server;
    server.addHook = () => server;
    super(server);
    server.addHook = addHook;
  }

  /** Registers no middleware engine. */
  override init(): Promise<void> {
    return Promise.resolve();
  }
}
