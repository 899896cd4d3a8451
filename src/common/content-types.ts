import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';

export const JSON_TYPE = 'application/json';
export const FORM = 'application/x-www-form-urlencoded';

/** What the parsers and the filter know of a route. */
export interface RouteSettings {
  readonly acceptsForms?: boolean;
  readonly isOAuth?: boolean;
}

/**
 * Lets a route read form bodies as well. Elsewhere they are refused: a page of any origin may send a form without
 * asking, but not JSON.
 */
export const AcceptsForms = () => RouteConfig({ acceptsForms: true } satisfies RouteSettings);

/** An endpoint of RFC 6749: it reads forms alone, and its errors have the form of section 5.2. */
export const OAuthRoute = () =>
  applyDecorators(
    RouteConfig({ acceptsForms: true, isOAuth: true } satisfies RouteSettings),
    ApiExtension('x-oauth', true),
  );
