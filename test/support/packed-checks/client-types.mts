import { createWatchword, type User } from '@watchword/client';
import { SignedIn, useUser } from '@watchword/client/react';

/** Compiles only where all types are found. */
export async function nameOf(url: string): Promise<string | undefined> {
  const watchword = createWatchword({ url });
  const result = await watchword.signIn({ name: 'alice', password: 'otters juggle pebbles' });
  const { data } = await watchword.api.GET('/me');
  const user: User | undefined = result.status === 'signed_in' ? result.user : data;
  const shown = SignedIn({ watchword, children: useUser(watchword)?.email });
  // @ts-expect-error -- the document has no such field
  return shown === null ? user?.nickname : user?.name;
}
