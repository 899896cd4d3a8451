import type { FastifyRequest } from 'fastify';
import type { DeviceTokens } from '../throttling/device-tokens.js';
import { networkOfRequest } from '../http/client-network.js';
import { deviceCookieOf } from '../http/device-cookie.js';
import { GateAllowance } from './gate-allowance.js';

/**
 * Lets some sign-ins pass a full queue, so that the service can check whether the account knows their client. Passes
 * are counted by device if the request has a genuine device cookie, and otherwise by network, so strangers can use up
 * neither the passes of another network nor those of devices. A client that turns out to be a stranger is refused by
 * the hashing lanes.
 */
export class GatePasses {
  private readonly devices = new GateAllowance();
  private readonly networks = new GateAllowance();

  constructor(private readonly tokens: DeviceTokens) {}

  /** Returns whether the request could pass. No pass is taken, because the body has not arrived yet. */
  has(request: FastifyRequest): boolean {
    const device = this.deviceOf(request);
    return (device !== undefined && this.devices.has(device)) || this.networks.has(networkOfRequest(request));
  }

  /** Takes a pass for the request. Returns whether there was one. */
  take(request: FastifyRequest): boolean {
    const device = this.deviceOf(request);
    return (
      (device !== undefined && this.devices.take(device)) || this.networks.take(networkOfRequest(request))
    );
  }

  private deviceOf(request: FastifyRequest): string | undefined {
    return this.tokens.genuineIdOf(deviceCookieOf(request));
  }
}
