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
import { LastAdmin } from './access.errors.js';
import { ADMIN } from '../common/role-names.js';
import { RecentSignIn, Roles } from '../http/access.decorators.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../http/id.params.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { LinkNextPage, NEXT_PAGE } from '../paging/link-next-page.interceptor.js';
import type { Page } from '../paging/page.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { UserDto } from './user.dto.js';
import { NameTaken, UserNotFound } from './users.errors.js';
import { AccountCreationService } from './account-creation.service.js';
import { ChangeUserDto, CreateUserDto, ListUsersQuery } from './account.dto.js';
import { UserAdministrationService } from './user-administration.service.js';

@ApiTags('users')
@Roles(ADMIN)
@Controller('users')
export class UsersController {
  constructor(
    private readonly creation: AccountCreationService,
    private readonly administration: UserAdministrationService,
  ) {}

  @Get()
  @UseInterceptors(LinkNextPage)
  @ApiOperation({
    operationId: 'listUsers',
    summary: 'List users',
    description: 'Returns a page of users, ordered by name.',
  })
  @ApiOkResponse({ type: [UserDto], headers: NEXT_PAGE, description: 'A page of users.' })
  @ApiProblems(ValidationFailed)
  page(@Query() query: ListUsersQuery): Promise<Page<UserDto>> {
    return this.administration.page(query);
  }

  @Post()
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create a user',
    description: 'Unlike registration, this sets the roles too.',
  })
  @ApiCreatedResponse({ type: UserDto, description: 'The new user.' })
  @ApiProblems(ValidationFailed, NameTaken, Overloaded)
  create(@Body() dto: CreateUserDto, @CurrentActor() actor: Actor): Promise<UserDto> {
    return this.creation.create(dto, actor);
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getUser',
    summary: 'Read a user',
    description: 'Returns the account with this id.',
  })
  @ApiOkResponse({ type: UserDto, description: 'The user.' })
  @ApiProblems(ValidationFailed, UserNotFound)
  get(@Param() { id }: IdParams): Promise<UserDto> {
    return this.administration.get(id);
  }

  @Patch(':id')
  @RecentSignIn()
  @ApiOperation({
    operationId: 'updateUser',
    summary: 'Update a user',
    description:
      'Changes the name, the e-mail address, the roles, the profile, or whether the account is disabled. Fields that are left out stay unchanged. Members of `metadata` and `appMetadata` are merged into those that there are (RFC 7396). Tokens with other claims of `appMetadata` (TOKEN_CLAIMS) are refused from then on, as with other roles.',
  })
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @ApiProblems(ValidationFailed, UserNotFound, NameTaken, LastAdmin)
  change(
    @Param() { id }: IdParams,
    @Body() dto: ChangeUserDto,
    @CurrentActor() actor: Actor,
  ): Promise<UserDto> {
    return this.administration.change(id, dto, actor);
  }

  @Delete(':id')
  @RecentSignIn()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Delete a user',
    description: 'All sessions of the user end. This cannot be undone.',
  })
  @ApiNoContentResponse({ description: 'The user is deleted.' })
  @ApiProblems(ValidationFailed, UserNotFound, LastAdmin)
  remove(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.administration.remove(id, actor);
  }
}
