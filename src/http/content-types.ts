import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';

export const JSON_TYPE = 'application/json';
export const FORM = 'application/x-www-form-urlencoded';

/** Settings of a route for the body parsers and the error filter. */
export interface RouteSettings {
  readonly acceptsForms?: boolean;
  readonly hashesPassword?: boolean;
  readonly isOAuth?: boolean;
  /** The page that shows errors of this route to people. */
  readonly page?: string;
  /** The form fields of an OAuth endpoint. */
  readonly parameters?: readonly string[];
}

/**
 * Marks a route that receives a name and a password and hashes the password. It also accepts form bodies. Other routes
 * refuse them, because a page of any origin can send a form without a CORS preflight, but not JSON.
 */
export const CredentialsRoute = () =>
  RouteConfig({ acceptsForms: true, hashesPassword: true } satisfies RouteSettings);

/**
 * Marks an OAuth endpoint (RFC 6749): it accepts only forms, ignores unknown and empty parameters (3.2), and its errors
 * have the form of section 5.2.
 */
export const OAuthRoute = (...parameters: string[]) =>
  applyDecorators(
    RouteConfig({ acceptsForms: true, isOAuth: true, parameters } satisfies RouteSettings),
    ApiExtension('x-oauth', true),
  );

/** Marks a route that browsers open: it accepts only forms, and its responses and errors are pages. */
export const PageRoute = (page: string, settings: Pick<RouteSettings, 'hashesPassword'> = {}) =>
  RouteConfig({ ...settings, acceptsForms: true, page } satisfies RouteSettings);
