import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../http/access.decorators.js';
import type { OpenFormView } from '../open-page-view.js';
import { OpenPages, type Visit } from '../open-pages.service.js';
import { ShowsConsole } from '../page.decorators.js';
import { CurrentVisit } from '../visit.decorator.js';

/**
 * The page of the administration. Its script loads all data from the API, which checks whether the user is an admin.
 */
@Public()
@ApiExcludeController()
@Controller('admin')
export class AdminPage {
  constructor(private readonly pages: OpenPages) {}

  @ShowsConsole('admin')
  show(@CurrentVisit() visit: Visit): Promise<OpenFormView> {
    return this.pages.console('admin', visit);
  }
}
