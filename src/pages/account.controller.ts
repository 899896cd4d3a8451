import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../http/access.decorators.js';
import type { OpenFormView } from './open-page-view.js';
import { OpenPages, type Visit } from './open-pages.service.js';
import { ShowsOpenPage } from './page.decorators.js';
import { CurrentVisit } from './visit.decorator.js';

/** The page that says who is signed in. */
@Public()
@ApiExcludeController()
@Controller('account')
export class AccountPage {
  constructor(private readonly pages: OpenPages) {}

  @ShowsOpenPage('account')
  show(@CurrentVisit() { cookie }: Visit): Promise<OpenFormView> {
    return this.pages.account(cookie);
  }
}
