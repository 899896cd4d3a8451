import type { Watchword } from '@watchword/client';
import { cookies } from 'next/headers';

// A client for each session keeps its tokens, in the memory of this server. With several servers, a table of your database
// takes its place, as the `storage` of the clients.
const memory: typeof globalThis & { sessions?: Map<string, Watchword> } = globalThis;
export const sessions: Map<string, Watchword> = (memory.sessions ??= new Map());

export const sessionId = async () => (await cookies()).get('session')?.value ?? '';
