import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { Config } from '../config/config.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { Languages } from './languages.js';
import { MailDeliverer } from './mail-deliverer.js';
import { MailRenderer } from './mail-renderer.js';
import { MailTransport } from './mail-transport.js';
import { MailAdministration } from './mail-administration.service.js';
import { MailController } from './mail.controller.js';
import { MailService } from './mail.service.js';
import { transportFor } from './transport-for.js';

/** Mails to users, in their language. */
@Module({
  imports: [AuditModule, OutboxModule],
  controllers: [MailController],
  providers: [
    MailAdministration,
    MailDeliverer,
    MailRenderer,
    MailService,
    { provide: Languages, inject: [Config], useFactory: languagesFor },
    { provide: MailTransport, inject: [Config], useFactory: transportFor },
  ],
  exports: [MailService],
})
export class MailModule {}

function languagesFor({ MAIL_TEMPLATES }: Config): Languages {
  return new Languages(MAIL_TEMPLATES);
}
