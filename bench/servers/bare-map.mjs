/**
 * The limit of what any Node server can do for a remembered token: look it up, answer the same bytes.
 * TOKEN is the one it knows, ANSWER the recorded answer of the server it stands beside.
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
