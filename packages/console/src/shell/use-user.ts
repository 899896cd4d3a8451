import type { User, Watchword } from '@watchword/client';
import { useEffect, useState } from 'preact/hooks';

/** Returns the signed-in user as a hook, and follows changes in this tab and in others. */
export function useUser(watchword: Watchword): User | null | undefined {
  const [user, setUser] = useState(watchword.user);
  useEffect(() => watchword.onChange((change) => setUser(change.user)), []);
  return user;
}
