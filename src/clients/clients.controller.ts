import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Roles } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../common/id.params.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { ADMIN } from '../common/role-names.js';
import { ChangeClientDto, ClientDto, ClientSecretDto, CreateClientDto } from './client.dto.js';
import { ClientNotFound } from './clients.errors.js';
import { ClientsService } from './clients.service.js';

@ApiTags('clients')
@Roles(ADMIN)
@Controller('clients')
export class ClientsController {
  constructor(private readonly clients: ClientsService) {}

  @Get()
  @ApiOperation({ summary: 'List the service clients' })
  @ApiOkResponse({ type: [ClientDto] })
  list(): Promise<ClientDto[]> {
    return this.clients.list();
  }

  @Post()
  @ApiOperation({ summary: 'Make a service client; its secret is shown once' })
  @ApiCreatedResponse({ type: ClientSecretDto })
  @ApiProblems(ValidationFailed)
  create(@Body() dto: CreateClientDto, @Acting() actor: Actor): Promise<ClientSecretDto> {
    return this.clients.create(dto, actor);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a service client' })
  @ApiOkResponse({ type: ClientDto })
  @ApiProblems(ValidationFailed, ClientNotFound)
  get(@Param() { id }: IdParams): Promise<ClientDto> {
    return this.clients.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the name or the scopes of a service client' })
  @ApiOkResponse({ type: ClientDto })
  @ApiProblems(ValidationFailed, ClientNotFound)
  change(
    @Param() { id }: IdParams,
    @Body() dto: ChangeClientDto,
    @Acting() actor: Actor,
  ): Promise<ClientDto> {
    return this.clients.change(id, dto, actor);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Remove a service client and revoke its tokens' })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, ClientNotFound)
  remove(@Param() { id }: IdParams, @Acting() actor: Actor): Promise<void> {
    return this.clients.remove(id, actor);
  }

  @Post(':id/secrets')
  @ApiOperation({ summary: 'Make another secret, shown once; the one before goes on counting' })
  @ApiCreatedResponse({ type: ClientSecretDto })
  @ApiProblems(ValidationFailed, ClientNotFound)
  rotateSecret(@Param() { id }: IdParams, @Acting() actor: Actor): Promise<ClientSecretDto> {
    return this.clients.rotateSecret(id, actor);
  }

  @Delete(':id/secrets/previous')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Let only the newest secret count' })
  @ApiNoContentResponse()
  @ApiProblems(ValidationFailed, ClientNotFound)
  removePreviousSecret(@Param() { id }: IdParams, @Acting() actor: Actor): Promise<void> {
    return this.clients.removePreviousSecret(id, actor);
  }
}
