import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './dialog.js';

interface DialogButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text?: string;
  readonly isDangerous?: boolean;
  /** An addition to the label for screen readers, if several buttons have the same label. */
  readonly about?: string;
  /** Called after it was closed. */
  onClosed?(): void;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button that opens a dialogue. */
export function DialogButton(props: DialogButtonProps): JSX.Element {
  const { label, title, text, isDangerous = false, about, onClosed, children } = props;
  const [isOpen, setOpen] = useState(false);
  const onClose = () => {
    setOpen(false);
    onClosed?.();
  };
  return (
    <>
      <button
        type="button"
        class={isDangerous ? 'quiet danger' : 'quiet'}
        aria-haspopup="dialog"
        aria-label={about && `${label}: ${about}`}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      {isOpen && (
        <Dialog title={title} text={text} onClose={onClose}>
          {children}
        </Dialog>
      )}
    </>
  );
}
