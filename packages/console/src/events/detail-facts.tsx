import type { JSX } from 'preact';

/** The detail of an event. Any value is shown as text. */
export function DetailFacts({ detail }: { readonly detail: object }): JSX.Element | null {
  const facts = Object.entries(detail);
  if (facts.length === 0) return null;
  return (
    <small>
      {facts.map(([name, value]) => (
        <span key={name}>{`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)} `}</span>
      ))}
    </small>
  );
}
