import { createWatchword } from '@watchword/client';
import { page } from '../page/page.js';
import { askToStepUp } from '../step-up/step-up-requests.js';

/** The client for the session of this browser, which started on the sign-in pages of the service. */
export const watchword = createWatchword({ url: `${location.origin}${page.base}`, askToStepUp });

export const { api } = watchword;
