import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LastAdmin } from './access.errors.js';
import { Caller, ForEnrollment, RecentSignIn } from '../http/access.decorators.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { Limited } from '../throttling/limit.guard.js';
import { NameTaken } from './users.errors.js';
import { ChangeMeDto, ChangePasswordDto, DeleteMeDto, ExportDto } from './account.dto.js';
import { WrongPassword } from './account.errors.js';
import { OwnAccountService } from './own-account.service.js';
import { UserDto } from './user.dto.js';

@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(private readonly account: OwnAccountService) {}

  @Get()
  @ForEnrollment()
  @ApiOperation({
    operationId: 'getMe',
    summary: 'Read my account',
    description: 'Returns the account of the caller.',
  })
  @ApiOkResponse({ type: UserDto, description: 'The account of the caller.' })
  get(@Caller() { subject }: Person): Promise<UserDto> {
    return this.account.get(subject);
  }

  @Patch()
  @RecentSignIn('email')
  @Limited('own changes')
  @ApiOperation({
    operationId: 'updateMe',
    summary: 'Change my name, e-mail address or profile',
    description:
      'Fields that are left out stay unchanged. A new address is not verified. Members of `metadata` are merged into those that there are (RFC 7396).',
  })
  @ApiOkResponse({ type: UserDto, description: 'The account as it is now.' })
  @ApiProblems(ValidationFailed, NameTaken)
  change(
    @Caller() { subject }: Person,
    @Body() dto: ChangeMeDto,
    @CurrentActor() actor: Actor,
  ): Promise<UserDto> {
    return this.account.change(subject, dto, actor);
  }

  @Delete()
  @RecentSignIn()
  @Limited('own password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteMe',
    summary: 'Delete my account',
    description:
      'Requires the current password, where the account has one. All sessions end. This cannot be undone.',
  })
  @ApiNoContentResponse({ description: 'The account is deleted.' })
  @ApiProblems(ValidationFailed, WrongPassword, LastAdmin, Overloaded)
  remove(
    @Caller() { subject }: Person,
    @Body() { password }: DeleteMeDto,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.account.remove(subject, password, actor);
  }

  @Post('password')
  @RecentSignIn()
  @Limited('own password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'changeMyPassword',
    summary: 'Change my password',
    description:
      'Requires the current password, where the account has one. Every other session of the account ends.',
  })
  @ApiNoContentResponse({ description: 'The password is changed.' })
  @ApiProblems(ValidationFailed, WrongPassword, Overloaded)
  changePassword(
    @Caller() caller: Person,
    @Body() dto: ChangePasswordDto,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.account.changePassword(caller, dto, actor);
  }

  @Get('export')
  @Limited('own export')
  @ApiOperation({
    operationId: 'exportMyData',
    summary: 'Export my data',
    description: 'Returns everything that is stored about the caller, as JSON (GDPR Art. 15 and 20).',
  })
  @ApiOkResponse({ type: ExportDto, description: 'Everything that is stored about the caller.' })
  export(@Caller() caller: Person): Promise<ExportDto> {
    return this.account.export(caller);
  }
}
