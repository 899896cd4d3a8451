import { RouteConfig } from '@nestjs/platform-fastify';

export const JSON_TYPE = 'application/json';
export const FORM = 'application/x-www-form-urlencoded';

/**
 * Lets a route read form bodies as well. Elsewhere they are refused: a page of any origin may send a form without
 * asking, but not JSON.
 */
export const AcceptsForms = () => RouteConfig({ acceptsForms: true });
