import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { eventually, refusalOf, useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();

describe('the revocation feed', () => {
  it('is read completely before the first token is verified, however many pages it has', async () => {
    const sessions = Array.from({ length: 7 }, () => uuidv7());
    for (const id of sessions) kit.watchword.revoke({ type: 'session', id });

    const verifier = await kit.start();

    for (const sid of sessions)
      expect(await refusalOf(verifier, kit.watchword.token({ sid }))).toBe('revoked');
  });

  it('continues without a gap when the stream breaks off', async () => {
    const verifier = await kit.start();
    const sid = uuidv7();

    kit.watchword.dropStreams();
    kit.watchword.revoke({ type: 'session', id: sid });

    await eventually(() => refusalOf(verifier, kit.watchword.token({ sid })), 'revoked');
  });

  it('continues without a gap when Watchword restarts', async () => {
    const verifier = await kit.start();
    const sessions = Array.from({ length: 5 }, () => uuidv7());

    await kit.watchword.stop();
    for (const id of sessions) kit.watchword.revoke({ type: 'session', id });
    await sleep(300);
    await kit.watchword.start();

    const lastToken = kit.watchword.token({ sid: sessions.at(-1) });
    await eventually(() => refusalOf(verifier, lastToken), 'revoked', 2500);
    for (const sid of sessions)
      expect(await refusalOf(verifier, kit.watchword.token({ sid }))).toBe('revoked');
  });

  it('is resumed where it broke off, and not read again', async () => {
    const onEvent = jest.fn();
    kit.watchword.revoke({ type: 'session', id: 'by page' });
    await kit.start({ onEvent });
    kit.watchword.revoke({ type: 'session', id: 'by stream' });
    await eventually(() => onEvent.mock.calls.length, 3);

    kit.watchword.dropStreams();
    await eventually(() => onEvent.mock.calls.length, 5);

    expect(typesOf(onEvent)).toEqual(['revoked', 'connected', 'revoked', 'disconnected', 'connected']);
  });

  it('is read again from its beginning when the cursor is invalid, and no entry is dropped', async () => {
    const verifier = await kit.start();
    const [early, sid] = [uuidv7(), uuidv7()];
    kit.watchword.revoke({ type: 'session', id: early });
    await eventually(() => refusalOf(verifier, kit.watchword.token({ sid: early })), 'revoked');
    await kit.watchword.stop();
    for (const id of ['one', sid]) kit.watchword.revoke({ type: 'session', id });
    kit.watchword.oldestCursor = 2;

    await kit.watchword.start();

    await eventually(() => refusalOf(verifier, kit.watchword.token({ sid })), 'revoked', 2500);
    expect(await refusalOf(verifier, kit.watchword.token({ sid: early }))).toBe('revoked');
  });

  it('is opened again when it is silent for too long', async () => {
    const onEvent = jest.fn();
    kit.watchword.heartbeatMilliseconds = 60_000;
    await sleep(60);
    await kit.start({ onEvent, silentAfterSeconds: 0.2 });

    await eventually(() => typesOf(onEvent).join(), 'connected,disconnected,connected');

    expect(kit.watchword.streams.size).toBe(1);
  });

  it('is requested less and less often while it breaks off at once', async () => {
    kit.watchword.heartbeatMilliseconds = 60_000;
    await sleep(60);
    await kit.start();

    for (let count = 0; count < 100; count++) {
      kit.watchword.dropStreams();
      await sleep(10);
    }

    expect(kit.watchword.pageLoads).toBeLessThan(8);
  });

  it('is reconnected at once each time it breaks off after a while', async () => {
    const onEvent = jest.fn();
    await kit.start({ onEvent });

    for (let connections = 2; connections < 8; connections++) {
      await sleep(2 * kit.watchword.heartbeatMilliseconds);
      kit.watchword.dropStreams();
      const connected = () => typesOf(onEvent).filter((type) => type === 'connected').length;
      await eventually(connected, connections, 400);
    }
  });

  it('survives a listener that throws or rejects', async () => {
    const verifier = await kit.start({
      onEvent: ({ type }) => (type === 'connected' ? rejects() : throws()),
    });
    const sid = uuidv7();

    kit.watchword.dropStreams();
    kit.watchword.revoke({ type: 'session', id: sid });

    await eventually(() => refusalOf(verifier, kit.watchword.token({ sid })), 'revoked');
  });
});

function typesOf(onEvent: jest.Mock): string[] {
  return onEvent.mock.calls.map(([{ type }]) => type);
}

async function rejects(): Promise<void> {
  throw new Error('The log is full');
}

function throws(): void {
  throw new Error('The log is full');
}
