import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../http/access.decorators.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ValidationFailed } from '../common/common.errors.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { RoleNotFound, RoleProtected } from './access.errors.js';
import { PutRoleDto, RoleDto, RoleParams } from './role.dto.js';
import { ADMIN } from '../common/role-names.js';
import { RolesService } from './roles.service.js';

@ApiTags('roles')
@Roles(ADMIN)
@Controller('roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @Get()
  @ApiOperation({
    operationId: 'listRoles',
    summary: 'List the roles',
    description: 'Returns all roles, ordered by name.',
  })
  @ApiOkResponse({ type: [RoleDto], description: 'All roles.' })
  list(): Promise<RoleDto[]> {
    return this.roles.list();
  }

  @Put(':name')
  @ApiOperation({
    operationId: 'putRole',
    summary: 'Create a role, or change its description',
    description: 'The request is idempotent.',
  })
  @ApiOkResponse({ type: RoleDto, description: 'The role as it is now.' })
  @ApiProblems(ValidationFailed)
  put(
    @Param() { name }: RoleParams,
    @Body() { description }: PutRoleDto,
    @CurrentActor() actor: Actor,
  ): Promise<RoleDto> {
    return this.roles.put(name, description, actor);
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteRole',
    summary: 'Delete a role',
    description:
      'The role is also taken from every user who has it, and their access tokens with it are refused at once.',
  })
  @ApiNoContentResponse({ description: 'The role is deleted.' })
  @ApiProblems(ValidationFailed, RoleNotFound, RoleProtected)
  remove(@Param() { name }: RoleParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.roles.remove(name, actor);
  }
}
