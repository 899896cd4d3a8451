'use client';
import { useActionState } from 'react';
import { signIn } from './actions';

export function SignInForm() {
  const [fault, submit] = useActionState(signIn, '');
  return (
    <form action={submit}>
      <input name="name" aria-label="Name" autoComplete="username" />
      <input name="password" aria-label="Password" type="password" autoComplete="current-password" />
      <button>Sign in</button> <output>{fault}</output>
    </form>
  );
}
