import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Deliverer, Deliverers, type Delivery } from '../outbox/deliverers.js';
import { MailRenderer, type StoredMail } from './mail-renderer.js';
import { MailTransport } from './mail-transport.js';

/** Delivers the mails that MailService put into the outbox. */
@Injectable()
export class MailDeliverer implements Deliverer, OnModuleInit {
  constructor(
    private readonly deliverers: Deliverers,
    private readonly renderer: MailRenderer,
    private readonly transport: MailTransport,
  ) {}

  onModuleInit(): void {
    this.deliverers.register('mail', this);
  }

  async deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const mail = this.renderer.render(delivery.payload as StoredMail, delivery);
    await this.transport.send(mail, signal);
  }
}
