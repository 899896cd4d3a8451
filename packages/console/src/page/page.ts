const main = document.querySelector<HTMLElement>('main')!;
const { base = '', service = 'Watchword', logo } = main.dataset;

/** The settings that the service has written into the page. */
export const page = {
  main,
  /** The prefix of all paths of the service, if ISSUER has a path. */
  base,
  service,
  logo,
  language: document.documentElement.lang,
};
