import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../http/access.decorators.js';
import { RelatedOriginsDto } from './passkeys.dto.js';
import { RelyingParty } from './relying-party.js';

@ApiTags('factors')
@Controller('.well-known')
export class RelatedOriginsController {
  constructor(private readonly party: RelyingParty) {}

  @Public()
  @Get('webauthn')
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({
    operationId: 'getRelatedOrigins',
    summary: 'Read which pages may use passkeys',
    description:
      'Browsers read here which pages of other hosts may use the passkeys of this one (WebAuthn, "Related Origins"): those of PASSKEY_ORIGINS.',
  })
  @ApiOkResponse({ type: RelatedOriginsDto, description: 'The origins.' })
  origins(): RelatedOriginsDto {
    return { origins: this.party.origins.filter((origin) => origin.startsWith('http')) };
  }
}
