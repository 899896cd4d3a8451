import type { AskToStepUp } from '../../../packages/client/src/step-up-dialogue.js';
import { FakeBrowser } from '../../support/fake-browser.js';
import { freshName, PASSWORD } from '../../support/people.js';
import { useService } from '../../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

/** Returns a client whose sign-in is ten minutes old, and the function that answers its requests for a step-up. */
async function unrecent(answer: (stepUp: (password: string) => Promise<boolean>) => Promise<boolean>) {
  const askToStepUp = jest.fn<Promise<boolean>, Parameters<AskToStepUp>>(() =>
    answer(async (password) => (await watchword.stepUp({ password })).status === 'signed_in'),
  );
  const { watchword } = new FakeBrowser(service).tab({ askToStepUp });
  await watchword.signUp({ name: freshName(), password: PASSWORD });
  service.travel(600);
  return { watchword, askToStepUp };
}

describe('askToStepUp', () => {
  it('is called once for all waiting requests, which are sent again after the step-up', async () => {
    const { watchword, askToStepUp } = await unrecent((stepUp) => stepUp(PASSWORD));

    const answers = await Promise.all(
      ['Phone', 'Tablet'].map((name) => watchword.api.POST('/me/totp', { body: { name } })),
    );

    expect(answers.map(({ response }) => response.status)).toEqual([201, 201]);
    expect(askToStepUp.mock.calls).toEqual([
      [expect.objectContaining({ code: 'insufficient_user_authentication' })],
    ]);
  });

  it('leaves the response unchanged when the user declines', async () => {
    const { watchword } = await unrecent(() => Promise.resolve(false));

    const { error } = await watchword.api.POST('/me/totp', { body: {} });

    expect(error).toMatchObject({ code: 'insufficient_user_authentication' });
  });

  it('is called again for the next request', async () => {
    const { watchword, askToStepUp } = await unrecent(() => Promise.resolve(false));

    for (let times = 0; times < 2; times++) await watchword.api.POST('/me/totp', { body: {} });

    expect(askToStepUp).toHaveBeenCalledTimes(2);
  });
});
