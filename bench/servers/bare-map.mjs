/**
 * The limit of what any Node server can do for a cached token: look it up and send the same bytes. TOKEN is the known
 * token, ANSWER the recorded response of the server it is compared with.
 */
import { createServer } from 'node:http';

const { PORT, HOST, TOKEN, ANSWER } = process.env;
const { headers, body } = JSON.parse(ANSWER);
const remembered = new Map([[TOKEN, { subject: 'alice' }]]);

createServer((request, response) => {
  if (request.url === '/') return response.end();
  const token = request.headers.authorization?.slice('Bearer '.length);
  if (!remembered.has(token)) return response.writeHead(401).end();
  return response.writeHead(200, headers).end(body);
}).listen(Number(PORT), HOST);
