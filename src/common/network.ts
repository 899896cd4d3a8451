import { isIP } from 'node:net';

const GROUPS_OF_A_NETWORK = 4;
const MAPPED = /^::ffff:(\w+):(\w+)$/;

/**
 * Returns the network that counts as one caller: an IPv4 address, or the /64 of an IPv6 address, because a single
 * customer has at least a /64. An IPv4 address inside an IPv6 one (`::ffff:192.0.2.1`) is that IPv4 address. Returns
 * nothing for a text that is not an address.
 */
export function networkOf(text: string): string | undefined {
  const address = text.split('%', 1)[0] as string;
  if (isIP(address) === 4) return address;
  if (isIP(address) !== 6) return undefined;

  // An IPv6 address has many spellings; URL normalizes them.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(plain) ?? [];
  if (high !== undefined && low !== undefined) return `${bytesOf(high)}.${bytesOf(low)}`;
  return `${groupsOf(plain).slice(0, GROUPS_OF_A_NETWORK).join(':')}::/64`;
}

function bytesOf(group: string): string {
  const value = Number.parseInt(group, 16);
  return `${value >> 8}.${value & 255}`;
}

function groupsOf(address: string): string[] {
  const [head = [], tail] = address.split('::').map((part) => part.split(':').filter(Boolean));
  if (!tail) return head;
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
}
