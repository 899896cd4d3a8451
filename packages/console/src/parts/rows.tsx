import type { ComponentChildren, JSX } from 'preact';
import { t } from '../page/texts.js';

/** A list, or a text that says that the list is empty. */
export function Rows({
  label,
  children,
}: {
  readonly label: string;
  readonly children: JSX.Element[];
}): JSX.Element {
  if (children.length === 0) return <p>{t('list.empty')}</p>;
  return (
    <ul class="rows" aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  readonly title: ComponentChildren;
  readonly facts?: readonly (ComponentChildren | false)[];
  readonly children?: ComponentChildren;
}

/** One item of a list: its title, its properties and its actions. */
export function Row({ title, facts = [], children }: RowProps): JSX.Element {
  return (
    <li>
      <div>
        <strong>{title}</strong>
        {facts.filter(Boolean).map((fact, index) => (
          <span key={index}>{fact}</span>
        ))}
      </div>
      {children && <div class="actions">{children}</div>}
    </li>
  );
}
