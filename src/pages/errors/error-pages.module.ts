import { Module } from '@nestjs/common';
import { ErrorPages } from './error-pages.js';
import { ErrorsPage } from './errors.controller.js';

/** The pages about errors. They are documentation, so they also exist if PAGES is off. */
@Module({ controllers: [ErrorsPage], providers: [ErrorPages] })
export class ErrorPagesModule {}
