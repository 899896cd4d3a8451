import { alternate } from '../support/rounds.mjs';
import { steady } from '../support/steady.mjs';

export const title = 'Hosted pages 100 times a second, on every core';

const PER_SECOND = 100;
const PAGES = ['/sign-in', '/sign-up', '/forgot-password'];

/** Measures how long a page takes that is rendered for each request. */
export async function play(stage, options) {
  const server = await stage.startWatchword();
  const measure = (path) =>
    steady({ url: server.url + path, headers: {}, perSecond: PER_SECOND, seconds: options.seconds });
  const contenders = Object.fromEntries(PAGES.map((path) => [path, () => measure(path)]));
  return { rows: await alternate(contenders, options) };
}
