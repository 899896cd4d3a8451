import type { User } from '@watchword/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call, type Sent } from '../calls/call.js';
import { api } from '../calls/watchword.js';
import { go } from '../page/router.js';
import { t, type TextKey } from '../page/texts.js';
import { ConfirmButton } from '../parts/confirm-button.js';

interface UserActionsProps {
  readonly user: User;
  onChange(): void;
}

/** The actions that an admin can take on an account. Each must be confirmed first. */
export function UserActions({ user: { id, name, disabled }, onChange }: UserActionsProps): JSX.Element {
  const [saidDone, setSaidDone] = useState<TextKey>();
  const params = { path: { id } };
  const act = async (sent: Sent<unknown>, doneText?: TextKey) => {
    await call(sent);
    setSaidDone(doneText);
    onChange();
  };
  const remove = async () => {
    await call(api.DELETE('/users/{id}', { params }));
    go('/admin/users');
  };
  const button = (action: Action, confirm: () => Promise<void>, isDangerous = true) => (
    <ConfirmButton
      label={t(`user.${action}`)}
      title={t(`user.${action}Title`, { name })}
      text={t(`user.${action}Text`)}
      isDangerous={isDangerous}
      confirm={confirm}
    />
  );
  const setDisabled = (to: boolean) => act(api.PATCH('/users/{id}', { params, body: { disabled: to } }));
  return (
    <>
      <div class="actions start">
        {button('invite', () => act(api.POST('/users/{id}/invite', { params }), 'user.invited'), false)}
        {disabled
          ? button('enable', () => setDisabled(false), false)
          : button('disable', () => setDisabled(true))}
        {button('endSessions', () =>
          act(api.DELETE('/users/{id}/sessions', { params }), 'user.endedSessions'),
        )}
        {button('resetFactors', () =>
          act(api.DELETE('/users/{id}/factors', { params }), 'user.factorsReset'),
        )}
        {button('delete', remove)}
      </div>
      <p role="status">{saidDone && t(saidDone)}</p>
    </>
  );
}

type Action = 'invite' | 'enable' | 'disable' | 'endSessions' | 'resetFactors' | 'delete';
