import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { TextField } from '../common/text.field.js';

const GREATEST_LIMIT = 200;
export const DEFAULT_LIMIT = 50;

/** How many rows a page has, in a query. The field must begin with DEFAULT_LIMIT. */
export const LimitField = () =>
  applyDecorators(
    ApiProperty({
      type: 'integer',
      minimum: 1,
      maximum: GREATEST_LIMIT,
      default: DEFAULT_LIMIT,
      required: false,
      example: 20,
    }),
    Transform(({ value }) => (/^\d{1,4}$/.test(String(value)) ? Number(value) : value)),
    Max(GREATEST_LIMIT),
    Min(1),
    IsInt(),
  );

/** Where a page begins, in a query. */
export const CursorField = () =>
  TextField(1, 400, {
    required: false,
    description: 'Cursor from the Link header of the page before',
    example: 'YWxpY2U',
  });
