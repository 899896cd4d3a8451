const main = document.querySelector<HTMLElement>('main')!;
const { base = '', service = 'Watchword', logo } = main.dataset;

/** What the service has written into the page: where it is, and how it looks. */
export const page = {
  main,
  /** What stands before the paths of the service, where ISSUER has a path. */
  base,
  service,
  logo,
  language: document.documentElement.lang,
};
