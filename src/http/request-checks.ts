import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { BadRequest, UnsupportedEncoding, UnsupportedMediaType } from '../common/common.errors.js';

const HOST = 'host';

/** Refuses requests that a server in front might interpret differently, and ignores the type of an absent body. */
export function checkRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const fault = faultOf(raw);
    if (fault === undefined && hasNoBody(raw)) delete raw.headers['content-type'];
    done(fault);
  });
  fastify.addContentTypeParser('*', refuseContent);
}

function faultOf(request: IncomingMessage): Error | undefined {
  const { 'content-encoding': encoding, 'transfer-encoding': transfer } = request.headers;
  if (!hasOneHost(request)) return new BadRequest('The request must have one Host header.');
  if (transfer !== undefined && transfer.toLowerCase() !== 'chunked')
    return new BadRequest('Transfer-Encoding must be chunked, once.');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return new UnsupportedEncoding();
  return undefined;
}

/**
 * Checks for exactly one Host header (RFC 9112 3.2). Of two, Node would use the first, and a proxy may have used the
 * other.
 */
function hasOneHost({ rawHeaders, httpVersionMinor }: IncomingMessage): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === HOST.length && name.toLowerCase() === HOST) count += 1;
  }
  return count === 1 || (count === 0 && httpVersionMinor === 0);
}

/** Some clients send a Content-Type, usually that of forms, although they send no body. */
function hasNoBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': transfer } = headers;
  return headers['content-type'] !== undefined && transfer === undefined && Number(length) === 0;
}

/** Handles a body of an unknown type: an empty body is accepted, any other is refused at its first byte. */
function refuseContent(
  _request: FastifyRequest,
  payload: IncomingMessage,
  done: (error: Error | null, body?: undefined) => void,
): void {
  payload.once('data', () => done(new UnsupportedMediaType()));
  payload.once('end', () => done(null));
  payload.once('error', (error) => done(error));
}
