import type { ComponentChildren, JSX } from 'preact';
import { addressOf } from './router.js';

interface ViewLinkProps {
  readonly to: string;
  readonly children: ComponentChildren;
  readonly isCurrent?: boolean;
}

/** A link to another view of the console. */
export function ViewLink({ to, children, isCurrent = false }: ViewLinkProps): JSX.Element {
  return (
    <a href={addressOf(to)} data-view={to} aria-current={isCurrent ? 'page' : undefined}>
      {children}
    </a>
  );
}
