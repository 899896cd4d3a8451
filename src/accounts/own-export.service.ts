import { Injectable } from '@nestjs/common';
import { AuditReader } from '../audit/audit-reader.js';
import type { Person } from '../common/principal.js';
import { SessionAccessService } from '../sessions/session-access.service.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { ExportDto } from './accounts.dto.js';

/** The rest is a page at a time at GET /me/events: years of events would not fit into one answer. */
const MOST_EVENTS = 1000;

/** Gathers what is stored about somebody. */
@Injectable()
export class OwnExportService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionAccessService,
    private readonly reader: AuditReader,
  ) {}

  /** Everything stored about the person; of the events, the newest thousand. */
  async export({ subject, sessionId }: Person): Promise<ExportDto> {
    return {
      user: UserDto.of(await this.users.get(subject)),
      sessions: await this.sessions.list(subject, sessionId),
      events: await this.reader.ownList(subject, MOST_EVENTS),
    };
  }
}
