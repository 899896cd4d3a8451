import { Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { ADMIN } from '../common/role-names.js';
import { RecentSignIn, Roles } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { SigningKeyDto } from './key.dto.js';
import { KeyRing } from './key-ring.js';

/** The signing keys and their rotation, for admins. */
@ApiTags('keys')
@Roles(ADMIN)
@Controller('keys')
export class KeysController {
  constructor(private readonly keys: KeyRing) {}

  @Get()
  @ApiOperation({
    operationId: 'listKeys',
    summary: 'List the signing keys',
    description: 'Returns the keys whose tokens are valid, the oldest first.',
  })
  @ApiOkResponse({ type: [SigningKeyDto], description: 'All keys.' })
  list(): SigningKeyDto[] {
    return this.keys.published().map(SigningKeyDto.of);
  }

  @Post('rotate')
  @RecentSignIn()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'rotateKeys',
    summary: 'Make the next signing key',
    description:
      'Publishes the next key, which signs when every verifier must have seen it. Where one is waiting already, nothing ' +
      'changes. A stolen key is replaced by `npm run cli keys rotate -- --compromised`.',
  })
  @ApiNoContentResponse({ description: 'The next key is published.' })
  rotate(@CurrentActor() actor: Actor): Promise<void> {
    return this.keys.rotate(actor);
  }
}
