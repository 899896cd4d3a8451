import { BlockList, isIP } from 'node:net';

/** An IPv4 address with a port, or an IPv6 address in brackets with or without a port, as some proxies write them. */
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+):\d{1,5}|\[([^\]]+)\](?::\d{1,5})?)$/;

/**
 * Returns the address in an entry of X-Forwarded-For without its port, which Azure's gateways add. Any other text is
 * returned unchanged.
 */
export function forwardedAddress(entry: string): string {
  if (!entry.includes(':')) return entry; // a plain IPv4 address, as in most lines of the log
  const [, v4, v6] = WITH_PORT.exec(entry) ?? [];
  return v4 ?? v6 ?? entry;
}

/**
 * Returns a function that tells whether an entry of X-Forwarded-For, or the peer of a socket, is in one of these
 * networks.
 */
export function trustedProxies(networks: readonly string[]): (entry: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = familyOf(address);
    list.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (entry) => {
    const address = forwardedAddress(entry ?? '');
    return isIP(address) !== 0 && list.check(address, familyOf(address));
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
