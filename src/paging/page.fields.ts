import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { TextField } from '../http/text.field.js';

const MAX_LIMIT = 200;
export const DEFAULT_LIMIT = 50;

const BOUNDS = { params: { min: 1, max: MAX_LIMIT } };

/** A query parameter: the number of rows of a page. The property must be initialized with DEFAULT_LIMIT. */
export const LimitField = () =>
  applyDecorators(
    ApiProperty({
      type: 'integer',
      minimum: 1,
      maximum: MAX_LIMIT,
      default: DEFAULT_LIMIT,
      required: false,
      description: 'The maximum number of entries on the page.',
      example: 20,
    }),
    Transform(({ value }) => (/^\d{1,4}$/.test(String(value)) ? Number(value) : value)),
    IsInt(),
    Max(MAX_LIMIT, { context: BOUNDS }),
    Min(1, { context: BOUNDS }),
  );

/** A query parameter: the cursor after which a page begins. */
export const CursorField = () =>
  TextField(1, 400, {
    required: false,
    description: 'The cursor from the Link or X-Next-Cursor header of the page before.',
    example: 'YWxpY2U',
  });
