import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { LastAdmin } from '../access/access.errors.js';
import { ADMIN } from '../common/role-names.js';
import { Roles } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../common/id.params.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { LinkNextPage, NEXT_PAGE } from '../paging/link-next-page.interceptor.js';
import type { Page } from '../paging/page.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { UserDto } from '../users/user.dto.js';
import { NameTaken, UserNotFound } from '../users/users.errors.js';
import { AccountCreationService } from './account-creation.service.js';
import { ChangeUserDto, CreateUserDto, ListUsersQuery } from './accounts.dto.js';
import { UserAdministrationService } from './user-administration.service.js';
import { UserPagesService } from './user-pages.service.js';

@ApiTags('users')
@Roles(ADMIN)
@Controller('users')
export class UsersController {
  constructor(
    private readonly pages: UserPagesService,
    private readonly creation: AccountCreationService,
    private readonly administration: UserAdministrationService,
  ) {}

  @Get()
  @UseInterceptors(LinkNextPage)
  @ApiOperation({ summary: 'List users by name, a page at a time' })
  @ApiOkResponse({ type: [UserDto], headers: NEXT_PAGE })
  @ApiProblems(ValidationFailed)
  page(@Query() query: ListUsersQuery): Promise<Page<UserDto>> {
    return this.pages.page(query);
  }

  @Post()
  @ApiOperation({ summary: 'Make a user' })
  @ApiCreatedResponse({ type: UserDto })
  @ApiProblems(ValidationFailed, NameTaken, Overloaded)
  create(@Body() dto: CreateUserDto, @Acting() actor: Actor): Promise<UserDto> {
    return this.creation.create(dto, actor);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a user' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems(ValidationFailed, UserNotFound)
  get(@Param() { id }: IdParams): Promise<UserDto> {
    return this.pages.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change name, address, roles, or whether a user may sign in' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems(ValidationFailed, UserNotFound, NameTaken, LastAdmin)
  change(@Param() { id }: IdParams, @Body() dto: ChangeUserDto, @Acting() actor: Actor): Promise<UserDto> {
    return this.administration.change(id, dto, actor);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete a user' })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, UserNotFound, LastAdmin)
  remove(@Param() { id }: IdParams, @Acting() actor: Actor): Promise<void> {
    return this.administration.remove(id, actor);
  }
}
