import type { JSX } from 'preact';
import { DialogButton } from './dialog-button.js';
import { Form } from './form.js';

interface ConfirmButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly about?: string;
  readonly isDangerous?: boolean;
  confirm(): Promise<unknown>;
}

/** A button whose action must be confirmed in a dialogue. */
export function ConfirmButton({ confirm, isDangerous = true, ...rest }: ConfirmButtonProps): JSX.Element {
  return (
    <DialogButton {...rest} isDangerous={isDangerous}>
      {(close) => (
        <Form
          button={rest.label}
          isDangerous={isDangerous}
          onCancel={close}
          submit={async () => {
            await confirm();
            close();
          }}
        />
      )}
    </DialogButton>
  );
}
