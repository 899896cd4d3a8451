import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly text?: string;
  /** Called when it was closed in any way. */
  onClose(): void;
  /** Its contents. `close` closes it. */
  readonly children: (close: () => void) => ComponentChildren;
}

/**
 * A modal dialogue of the browser. It keeps the focus inside, Escape closes it, and closing it restores the previous
 * focus.
 */
export function Dialog({ title, text, onClose, children }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const isShown = useRef(true);
  const id = useId();
  useEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    return () => {
      // The browser restores the focus when a dialogue is closed, but not when it is only removed.
      isShown.current = false;
      dialog.close();
    };
  }, []);
  return (
    <dialog ref={element} aria-labelledby={id} onClose={() => isShown.current && onClose()}>
      <h2 id={id}>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {children(() => element.current?.close())}
    </dialog>
  );
}
