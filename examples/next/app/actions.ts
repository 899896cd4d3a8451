'use server';
import { randomUUID } from 'node:crypto';
import { createWatchword } from '@watchword/client';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { sessionId, sessions } from './sessions';

export async function signIn(_: string, fields: FormData): Promise<string> {
  const watchword = createWatchword({ url: process.env.WATCHWORD_URL ?? 'http://localhost:3000' });
  const [name, password] = [fields.get('name') as string, fields.get('password') as string];
  const result = await watchword.signIn({ name, password });
  if (result.status === 'failed') return result.problem.title;
  if (result.status === 'mfa_required') return 'A second factor is needed';
  await signOut(); // of the session that this browser had, if any: the new one gets an id of its own
  const id = randomUUID();
  sessions.set(id, watchword);
  (await cookies()).set('session', id, { httpOnly: true, sameSite: 'lax', secure: true });
  return redirect('/');
}

export async function signOut(): Promise<void> {
  const id = await sessionId();
  await sessions.get(id)?.signOut();
  sessions.delete(id);
  (await cookies()).delete('session');
}
