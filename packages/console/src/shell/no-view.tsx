import type { JSX } from 'preact';
import { t } from '../page/texts.js';

/** There is no such view. */
export const NotFound = (): JSX.Element => <p>{t('notFound.text')}</p>;

/** The administration is only for admins. The service also refuses each of its calls. */
export const NotForYou = (): JSX.Element => <p>{t('notForYou.text')}</p>;
