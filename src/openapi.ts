import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from './config/config.js';

/** Describes every route in OpenAPI 3.1. */
export function documentOf(app: INestApplication, config: Config): OpenAPIObject {
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Watchword')
    .addServer(config.ISSUER)
    .build();
  return SwaggerModule.createDocument(app, head);
}

/** Serves the document at /openapi.json, and Swagger UI at /docs from local files. */
export function serveDocument(app: INestApplication, config: Config): void {
  SwaggerModule.setup('docs', app, () => documentOf(app, config), { jsonDocumentUrl: 'openapi.json' });
}
