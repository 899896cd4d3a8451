import { PageSettings } from './page-settings.js';
import { PasskeyOrigins } from './passkey-origins.js';
import { Duration, DurationOrOff, List, OneOf, Variable } from './variable.decorators.js';

/** The variables of second factors and of recent sign-ins. */
export abstract class FactorSettings extends PageSettings {
  @Variable('10m', 'how long after a sign-in an account may be changed without a step-up')
  @Duration('1m', '30d')
  readonly STEP_UP_AGE!: number;

  @Variable(undefined, 'roles whose users need a second factor, such as `admin`')
  @List()
  readonly MFA_REQUIRED_ROLES!: string[];

  @Variable(
    'off',
    'such as `30d`: how long a browser on which a user wants that needs no second factor to sign in (docs/factors.md)',
  )
  @DurationOrOff('1d', '365d')
  readonly MFA_REMEMBER!: number | 'off';

  @Variable(
    undefined,
    'pages and apps that can use passkeys: a list such as `https://app.example.com,android:apk-key-hash:…`; unset: the origin of ISSUER (docs/factors.md)',
  )
  @List()
  @PasskeyOrigins()
  readonly PASSKEY_ORIGINS!: string[];

  @Variable(
    'flag',
    'or `refuse`: what happens when the counter of a passkey goes backwards, as that of a copied key does. Both write it to the audit log',
  )
  @OneOf('flag', 'refuse')
  readonly PASSKEY_COUNTERS!: 'flag' | 'refuse';
}
