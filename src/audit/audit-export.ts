import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AuditEvent } from './audit-event.model.js';
import { AuditReader } from './audit-reader.js';
import { AuditEventDto, type EventFilter } from './audit.dto.js';

export const NDJSON = 'application/x-ndjson';

const PAGE = 500;

/** Exports any number of events as lines of JSON, with at most two pages in memory. */
@Injectable()
export class AuditExport {
  constructor(private readonly reader: AuditReader) {}

  /**
   * Sends all events up to now, oldest first. The first page is read before anything is sent, so that an error still
   * gets an error response; a later error breaks the response off. Each page is read when the previous one has been
   * sent.
   */
  async send(filter: EventFilter, reply: FastifyReply): Promise<void> {
    const bounded = { ...filter, until: filter.until ?? new Date().toISOString() };
    const first = await this.reader.oldest(bounded, PAGE);
    const lines = Readable.from(this.linesFrom(bounded, first), { highWaterMark: 1 });
    await reply.header('content-type', NDJSON).send(lines);
  }

  private async *linesFrom(filter: EventFilter, first: AuditEvent[]): AsyncGenerator<string> {
    for (let page = first; page.length > 0;) {
      yield page.map((event) => `${JSON.stringify(AuditEventDto.of(event))}\n`).join('');
      if (page.length < PAGE) return;
      page = await this.reader.oldest(filter, PAGE, page.at(-1)?.id);
    }
  }
}
