import { useChromium } from '../support/chromium.js';
import { useMailbox } from '../support/mailbox.js';
import { MAIL_TEMPLATES, SAMPLE_PARAMS, sendMail } from '../support/mails.js';
import { takePicture, WIDTHS } from '../support/pictures.js';
import { useService } from '../support/service.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);
const browser = useChromium();

/** The same each time, so that a picture changes only when its mail does. */
const to = 'alice@example.com';
let count = 0;

describe.each(['en', 'de'])('the pictures of mails in %s', (locale) => {
  it.each(MAIL_TEMPLATES)('%s', async (template) => {
    await sendMail(service, { template, to, locale, params: SAMPLE_PARAMS[template] });
    const { html } = await mailbox.next(to, (count += 1));

    for (const [device, width] of Object.entries(WIDTHS)) {
      const { page } = await browser.tab({ viewport: { width, height: 200 } });
      await page.setContent(html);
      await takePicture(page, `mails/${template}.${locale}.${device}`);
    }
  });
});
