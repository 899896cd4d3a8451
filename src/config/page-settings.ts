import { MailSettings } from './mail-settings.js';
import { ReturnUrls } from './return-urls.js';
import { List, OneOf, Variable } from './variable.decorators.js';

/** Settings of the pages that the service shows to people. */
export abstract class PageSettings extends MailSettings {
  @Variable('on', 'or `off`: the pages are 404, because you serve your own at these paths (docs/pages.md)')
  @OneOf('on', 'off')
  readonly PAGES!: 'on' | 'off';

  @Variable(
    undefined,
    'where the pages may lead on to after a sign-in: a list of origins and of addresses with a path, such as `https://app.example.com,https://example.com/app/` (docs/pages.md)',
  )
  @List()
  @ReturnUrls()
  readonly ALLOWED_RETURN_URLS!: string[];
}
