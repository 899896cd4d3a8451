import { signOut } from './actions';
import { sessionId, sessions } from './sessions';
import { SignInForm } from './sign-in-form';

export default async function Page() {
  const me = await sessions.get(await sessionId())?.api.GET('/me');
  if (!me?.data) return <SignInForm />;
  return (
    <form action={signOut}>
      <h1>Hello {me.data.name}</h1>
      <button>Sign out</button>
    </form>
  );
}
