import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens a stream from the beginning of the feed and reads nothing of it. */
export async function openUnreadStream(origin: string, authorization: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => undefined).pause();
  socket.write(
    `GET /revocations/stream HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: ${authorization}\r\n\r\n`,
  );
  return socket;
}
