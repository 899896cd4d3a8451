import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LastAdmin } from '../access/access.errors.js';
import { Caller } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { Limited } from '../throttling/limited.js';
import { UserDto } from '../users/user.dto.js';
import { NameTaken } from '../users/users.errors.js';
import { ChangeMeDto, ChangePasswordDto, DeleteMeDto, ExportDto } from './accounts.dto.js';
import { WrongPassword } from './accounts.errors.js';
import { OwnAccountService } from './own-account.service.js';
import { OwnExportService } from './own-export.service.js';
import { OwnPasswordService } from './own-password.service.js';

@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(
    private readonly account: OwnAccountService,
    private readonly password: OwnPasswordService,
    private readonly exports: OwnExportService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read my account' })
  @ApiOkResponse({ type: UserDto })
  get(@Caller() { subject }: Person): Promise<UserDto> {
    return this.account.get(subject);
  }

  @Patch()
  @ApiOperation({ summary: 'Change my name or address' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems(ValidationFailed, NameTaken)
  change(@Caller() { subject }: Person, @Body() dto: ChangeMeDto, @Acting() actor: Actor): Promise<UserDto> {
    return this.account.change(subject, dto, actor);
  }

  @Delete()
  @Limited('own password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete my account' })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, WrongPassword, LastAdmin, Overloaded)
  remove(
    @Caller() { subject }: Person,
    @Body() { password }: DeleteMeDto,
    @Acting() actor: Actor,
  ): Promise<void> {
    return this.account.remove(subject, password, actor);
  }

  @Post('password')
  @Limited('own password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Change my password; every other session ends' })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, WrongPassword, Overloaded)
  changePassword(
    @Caller() caller: Person,
    @Body() dto: ChangePasswordDto,
    @Acting() actor: Actor,
  ): Promise<void> {
    return this.password.change(caller, dto, actor);
  }

  @Get('export')
  @ApiOperation({ summary: 'Read everything that is stored about me' })
  @ApiOkResponse({ type: ExportDto })
  export(@Caller() caller: Person): Promise<ExportDto> {
    return this.exports.export(caller);
  }
}
