import type { JSX } from 'preact';
import { t } from '../page/texts.js';

/** Shown if there is no view at the path. */
export const NotFound = (): JSX.Element => <p>{t('notFound.text')}</p>;

/** Shown instead of the administration to users who are not admins. The service also refuses each of its calls. */
export const NotForYou = (): JSX.Element => <p>{t('notForYou.text')}</p>;
