import type { JSX } from 'preact';
import { t } from '../page/texts.js';

interface OnceProps {
  /** The secrets to show. */
  readonly secrets: readonly string[];
  readonly text: string;
  onKept(): void;
}

/** Secrets that cannot be shown again: they stay visible until the user confirms that they are saved. */
export function Once({ secrets, text, onKept }: OnceProps): JSX.Element {
  return (
    <>
      <p>{text}</p>
      <ul class="secrets">
        {secrets.map((secret) => (
          <li key={secret}>
            <code>{secret}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button
          type="button"
          class="quiet"
          onClick={() => void navigator.clipboard.writeText(secrets.join('\n'))}
        >
          {t('once.copy')}
        </button>
        <button type="button" onClick={onKept}>
          {t('once.kept')}
        </button>
      </div>
    </>
  );
}
