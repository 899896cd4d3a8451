import { execFileSync } from 'node:child_process';
import { Clock } from '../../src/common/clock.js';
import { PASSWORD } from '../support/people.js';
import { describeWith } from '../support/programs.js';
import { useService } from '../support/service.js';

const STEP_MS = 30_000;

describeWith('oathtool')('the codes of oathtool', () => {
  const service = useService();

  /** Returns the code of oathtool for the secret, `steps` time steps after the clock of the service. */
  function codeOf(secret: string, steps = 0): string {
    const at = new Date(service.app.get(Clock).now().getTime() + steps * STEP_MS);
    const now = `--now=${at.toISOString().replace('T', ' ').slice(0, 19)} UTC`;
    return execFileSync('oathtool', ['--totp', '--base32', now, secret], { encoding: 'utf8' }).trim();
  }

  it('confirm an authenticator app, and sign in once each', async () => {
    const person = await service.person();
    const { id, secret } = (await service.post('/me/totp', {}, person)).body;
    const confirmed = await service.post('/me/totp/confirm', { id, code: codeOf(secret) }, person);
    const finish = async (code: string) => {
      const { challenge } = (await service.post('/login', { name: person.name, password: PASSWORD })).body;
      return (await service.post('/login/totp', { challenge, code })).status;
    };
    const next = codeOf(secret, 1);

    expect(confirmed.status).toBe(200);
    expect([await finish(codeOf(secret, 4)), await finish(next), await finish(next)]).toEqual([
      401, 200, 401,
    ]);
  });
});
