import { ClaimNames } from './claim-names.js';
import { FactorSettings } from './factor-settings.js';
import { List, Variable } from './variable.decorators.js';

/** The variables of the profiles of users. */
export abstract class ProfileSettings extends FactorSettings {
  @Variable(
    undefined,
    'members of `appMetadata` that access tokens state as claims: a list such as `plan,tenant` (docs/guide.md, "Profile")',
  )
  @List()
  @ClaimNames()
  readonly TOKEN_CLAIMS!: string[];
}
