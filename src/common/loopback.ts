const LOOPBACK = /^(localhost|[a-z0-9.-]+\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)$/i;
const MAX_HOST_LENGTH = 255;

/** Returns whether a host name or address is this machine. Browsers trust it like https. */
export function isLoopback(host: string): boolean {
  return host.length <= MAX_HOST_LENGTH && LOOPBACK.test(host);
}
