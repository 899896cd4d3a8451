import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../http/access.decorators.js';
import type { OpenFormView } from '../open-page-view.js';
import { OpenPages, type Visit } from '../open-pages.service.js';
import { ShowsConsole } from '../page.decorators.js';
import { CurrentVisit } from '../visit.decorator.js';

/** The page that shows the signed-in user. With JavaScript it is the console of the account. */
@Public()
@ApiExcludeController()
@Controller('account')
export class AccountPage {
  constructor(private readonly pages: OpenPages) {}

  @ShowsConsole('account')
  show(@CurrentVisit() visit: Visit): Promise<OpenFormView> {
    return this.pages.console('account', visit);
  }
}
