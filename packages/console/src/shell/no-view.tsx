import type { JSX } from 'preact';
import { t } from '../page/texts.js';

/** There is no such view. */
export const NotFound = (): JSX.Element => <p>{t('notFound.text')}</p>;

/** The administration is for others. The service refuses each of its calls as well. */
export const NotForYou = (): JSX.Element => <p>{t('notForYou.text')}</p>;
