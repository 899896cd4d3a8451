import { Module } from '@nestjs/common';
import { ErrorPages } from './error-pages.js';
import { ErrorsPage } from './errors.controller.js';

/** The pages about errors. They are documentation, so that they are there without the pages for people as well. */
@Module({ controllers: [ErrorsPage], providers: [ErrorPages] })
export class ErrorPagesModule {}
