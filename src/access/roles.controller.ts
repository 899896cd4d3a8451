import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { ApiProblems } from '../common/problem.decorator.js';
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
  @ApiOperation({ summary: 'List the roles' })
  @ApiOkResponse({ type: [RoleDto] })
  list(): Promise<RoleDto[]> {
    return this.roles.list();
  }

  @Put(':name')
  @ApiOperation({ summary: 'Make a role, or change its description' })
  @ApiOkResponse({ type: RoleDto })
  @ApiProblems(ValidationFailed)
  put(
    @Param() { name }: RoleParams,
    @Body() { description }: PutRoleDto,
    @Acting() actor: Actor,
  ): Promise<RoleDto> {
    return this.roles.put(name, description, actor);
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Remove a role, also from everybody who has it' })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, RoleNotFound, RoleProtected)
  remove(@Param() { name }: RoleParams, @Acting() actor: Actor): Promise<void> {
    return this.roles.remove(name, actor);
  }
}
