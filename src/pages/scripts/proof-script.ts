import type { ProofChallenge } from '../../common/proof-challenge.js';
import type { PageDocument } from './browser.js';

declare const document: PageDocument;

/**
 * Finds the proof of work that a form needs while the user types. The form is sent only after that. The text of this
 * function is part of the page, so it must not use anything outside of itself.
 */
export function proveWork(): void {
  const form = document.querySelector('form[data-proof]');
  // Browsers have no `crypto.subtle` on pages without https.
  if (!form || typeof crypto.subtle === 'undefined') return;
  const challenge = JSON.parse(form.dataset.proof!) as ProofChallenge;
  const { cost, data, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  const AT_ONCE = 64;

  const bytesOf = (hex: string) =>
    Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const hexOf = (bytes: ArrayBuffer) =>
    Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

  const keyOf = async (counter: number): Promise<string> => {
    const password = new Uint8Array(nonce.length / 2 + 4);
    password.set(bytesOf(nonce));
    new DataView(password.buffer).setUint32(nonce.length / 2, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const settings = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: cost };
    return hexOf(await crypto.subtle.deriveBits(settings, key, keyLength * 8));
  };

  const solve = async (): Promise<string> => {
    for (let first = 0; first < data.maxCounter; first += AT_ONCE) {
      const keys = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => keyOf(first + index)));
      const found = keys.findIndex((key) => key.startsWith(keyPrefix));
      const solution = { counter: first + found, derivedKey: keys[found] };
      if (found >= 0) return btoa(JSON.stringify({ challenge, solution }));
    }
    return '';
  };

  const proof = document.createElement('input');
  Object.assign(proof, { type: 'hidden', name: 'proof' });
  const work = solve();
  let isProven = false;
  form.addEventListener('submit', (event) => {
    if (isProven) return;
    event.preventDefault();
    const working = form.querySelector('[role=status]');
    const button = form.querySelector('button');
    if (working) working.hidden = false;
    if (button) button.disabled = true;
    void work.then((value) => {
      isProven = true;
      proof.value = value;
      form.append(proof);
      if (button) button.disabled = false;
      form.requestSubmit();
    });
  });
}
