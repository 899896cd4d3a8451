/**
 * The limit of what any Node server can do for a token it checks each time: one ES256 signature, the same bytes.
 * PUBLIC_KEY is its key in PEM, ANSWER the recorded response of the server it is compared with.
 */
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';

const { PORT, HOST, PUBLIC_KEY, ANSWER } = process.env;
const { headers, body } = JSON.parse(ANSWER);
const key = { key: createPublicKey(PUBLIC_KEY), dsaEncoding: 'ieee-p1363' };

createServer((request, response) => {
  if (request.url === '/') return response.end();
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  if (!isValid(token)) return response.writeHead(401).end();
  return response.writeHead(200, headers).end(body);
}).listen(Number(PORT), HOST);

function isValid(token) {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  if (!verify('sha256', Buffer.from(token.slice(0, end)), key, signature)) return false;
  const { exp } = JSON.parse(Buffer.from(token.slice(token.indexOf('.') + 1, end), 'base64url'));
  return exp * 1000 > Date.now();
}
