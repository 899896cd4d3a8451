import type { User, Watchword } from '@watchword/client';
import { useEffect, useState } from 'preact/hooks';

/** Follows who is signed in, here and in other tabs. */
export function useUser(watchword: Watchword): User | null | undefined {
  const [user, setUser] = useState(watchword.user);
  useEffect(() => watchword.onChange((change) => setUser(change.user)), []);
  return user;
}
