import { createWatchword } from '@watchword/client';
import { page } from '../page/page.js';
import { askToStepUp } from '../step-up/step-up-requests.js';

/** The session of this browser, which the pages around the sign-in have begun. */
export const watchword = createWatchword({ url: `${location.origin}${page.base}`, askToStepUp });

export const { api } = watchword;
