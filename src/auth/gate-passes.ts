import type { FastifyRequest } from 'fastify';
import type { DeviceTokens } from '../throttling/device-tokens.js';
import { networkOfRequest } from '../http/client-network.js';
import { deviceCookieOf } from '../http/device-cookie.js';
import { GateAllowance } from './gate-allowance.js';

/**
 * Lets some sign-ins past a full queue, so that it can be checked whether their client is known to the account: by
 * device where they carry a device cookie of ours, by network otherwise. Strangers can use up neither the share of
 * another network nor that of cookies. A client that turns out to be a stranger is refused at the lanes.
 */
export class GatePasses {
  private readonly devices = new GateAllowance();
  private readonly networks = new GateAllowance();

  constructor(private readonly tokens: DeviceTokens) {}

  /** Whether the request could pass. Nothing is taken before its body has come. */
  has(request: FastifyRequest): boolean {
    const device = this.deviceOf(request);
    return (device !== undefined && this.devices.has(device)) || this.networks.has(networkOfRequest(request));
  }

  /** Lets the request pass. Answers whether it may. */
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
