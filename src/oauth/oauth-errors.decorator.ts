import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { OAuthErrorDto } from './oauth.dto.js';

/** Documents the error bodies that RFC 6749 5.2 prescribes for its endpoints, instead of problems. */
export const ApiOAuthErrors = () =>
  applyDecorators(
    ApiResponse({
      status: 400,
      type: OAuthErrorDto,
      description: '`invalid_request`, `invalid_scope`, `unsupported_grant_type`, `unauthorized_client`',
    }),
    ApiResponse({ status: 401, type: OAuthErrorDto, description: '`invalid_client`' }),
    ApiResponse({ status: 403, type: OAuthErrorDto, description: '`invalid_client`' }),
    ApiResponse({ status: 413, type: OAuthErrorDto, description: '`invalid_request`' }),
    ApiResponse({ status: 415, type: OAuthErrorDto, description: '`invalid_request`' }),
    ApiResponse({ status: 503, type: OAuthErrorDto, description: '`temporarily_unavailable`' }),
  );
