import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { AppsSection } from './apps-section.js';
import { DevicesSection } from './devices-section.js';
import { PasskeysSection } from './passkeys-section.js';
import { RecoverySection } from './recovery-section.js';

/**
 * All factors of the user besides the password. Adding the first factor or removing the last one changes the recovery
 * codes.
 */
export function FactorsView(): JSX.Element {
  const [changes, setChanges] = useState(0);
  const onChange = () => setChanges((count) => count + 1);
  return (
    <>
      <PasskeysSection onChange={onChange} />
      <AppsSection onChange={onChange} />
      <RecoverySection key={changes} />
      <DevicesSection />
    </>
  );
}
