import { once } from 'node:events';
import { connect } from 'node:net';
import { Service } from '../support/service.js';

it('a connection without a request does not keep the service from stopping', async () => {
  const service = await new Service({ KEEP_ALIVE_TIMEOUT: '10m' }).start();
  const { hostname, port } = new URL(service.origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  await service.get('/');

  // A reset closes the connection, too.
  const closed = new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
  await Promise.all([closed, service.stop()]);

  expect(socket.bytesWritten).toBe(0);
});
