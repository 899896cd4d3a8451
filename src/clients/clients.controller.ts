import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Roles } from '../http/access.decorators.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ValidationFailed } from '../common/common.errors.js';
import { IdParams } from '../http/id.params.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { ADMIN } from '../common/role-names.js';
import { ChangeClientDto, ClientDto, ClientSecretDto, CreateClientDto } from './client.dto.js';
import { ClientNotFound, SecretTooNew } from './clients.errors.js';
import { ClientsService } from './clients.service.js';

/** Routes for admins to manage service clients. */
@ApiTags('clients')
@Roles(ADMIN)
@Controller('clients')
export class ClientsController {
  constructor(private readonly clients: ClientsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listClients',
    summary: 'List service clients',
    description: 'Returns all service clients, without their secrets.',
  })
  @ApiOkResponse({ type: [ClientDto], description: 'All service clients.' })
  list(): Promise<ClientDto[]> {
    return this.clients.list();
  }

  @Post()
  @ApiOperation({
    operationId: 'createClient',
    summary: 'Create a service client',
    description: 'The answer holds the client secret, which is shown only this once.',
  })
  @ApiCreatedResponse({ type: ClientSecretDto, description: 'The new client with its secret.' })
  @ApiProblems(ValidationFailed)
  create(@Body() dto: CreateClientDto, @CurrentActor() actor: Actor): Promise<ClientSecretDto> {
    return this.clients.create(dto, actor);
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getClient',
    summary: 'Read a service client',
    description: 'Returns the client with this id, without its secret.',
  })
  @ApiOkResponse({ type: ClientDto, description: 'The service client.' })
  @ApiProblems(ValidationFailed, ClientNotFound)
  get(@Param() { id }: IdParams): Promise<ClientDto> {
    return this.clients.get(id);
  }

  @Patch(':id')
  @ApiOperation({
    operationId: 'updateClient',
    summary: 'Update a service client',
    description: 'Changes the name or the scopes. Fields that are left out stay unchanged.',
  })
  @ApiOkResponse({ type: ClientDto, description: 'The client as it is now.' })
  @ApiProblems(ValidationFailed, ClientNotFound)
  change(
    @Param() { id }: IdParams,
    @Body() dto: ChangeClientDto,
    @CurrentActor() actor: Actor,
  ): Promise<ClientDto> {
    return this.clients.change(id, dto, actor);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteClient',
    summary: 'Delete a service client',
    description: 'All its tokens are revoked.',
  })
  @ApiNoContentResponse({ description: 'The client is deleted.' })
  @ApiProblems(ValidationFailed, ClientNotFound)
  remove(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.clients.remove(id, actor);
  }

  @Post(':id/secrets')
  @ApiOperation({
    operationId: 'createClientSecret',
    summary: 'Rotate the secret of a service client',
    description:
      'Creates a new secret, which is shown only this once. The previous secret stays valid until it is deleted.',
  })
  @ApiCreatedResponse({ type: ClientSecretDto, description: 'The client with its new secret.' })
  @ApiProblems(ValidationFailed, ClientNotFound, SecretTooNew)
  rotateSecret(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<ClientSecretDto> {
    return this.clients.rotateSecret(id, actor);
  }

  @Delete(':id/secrets/previous')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deletePreviousClientSecret',
    summary: 'Delete the previous secret',
    description: 'From now on only the newest secret of the client is valid.',
  })
  @ApiNoContentResponse({ description: 'The previous secret is deleted.' })
  @ApiProblems(ValidationFailed, ClientNotFound)
  removePreviousSecret(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.clients.removePreviousSecret(id, actor);
  }
}
