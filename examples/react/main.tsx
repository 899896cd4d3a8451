import { createWatchword } from '@watchword/client';
import { SignedIn, useUser } from '@watchword/client/react';
import { type FormEvent, useState } from 'react';
import { createRoot } from 'react-dom/client';

// CORS_ORIGINS of Watchword names the origin of this page. The refresh token is in a cookie that no script can read.
const watchword = createWatchword({ url: import.meta.env.VITE_WATCHWORD_URL });

function SignInForm() {
  const [fault, setFault] = useState('');
  const signIn = async (fields: FormData) => {
    const [name, password] = [fields.get('name') as string, fields.get('password') as string];
    const result = await watchword.signIn({ name, password });
    if (result.status === 'failed') setFault(result.problem.title);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void signIn(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit}>
      <input name="name" aria-label="Name" autoComplete="username" />
      <input name="password" aria-label="Password" type="password" autoComplete="current-password" />
      <button>Sign in</button> <output>{fault}</output>
    </form>
  );
}

const Greeting = () => <h1>Hello {useUser(watchword)?.name}</h1>;

createRoot(document.body).render(
  <SignedIn watchword={watchword} fallback={<SignInForm />}>
    <Greeting />
    <button onClick={() => void watchword.signOut()}>Sign out</button>
  </SignedIn>,
);
