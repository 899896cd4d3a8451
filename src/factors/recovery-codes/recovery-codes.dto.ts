import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../../http/text.field.js';

/** A code has 19 characters, and may be typed with spaces. */
const MAX_CODE_LENGTH = 40;

/** A recovery code, as its user types it. */
export const RecoveryCodeField = ({ required = true } = {}) =>
  TextField(1, MAX_CODE_LENGTH, {
    description: 'One of the recovery codes. Case, blanks and hyphens do not matter.',
    example: 'K7PD-2XQA-MZ4E-TR6C',
    required,
  });

/** Ten codes, shown once. */
export class RecoveryCodesDto {
  @ApiProperty({
    description:
      'The new codes, each of which stands in for a second factor once. They are not shown again. Empty where the user has codes already.',
    type: [String],
    example: ['K7PD-2XQA-MZ4E-TR6C'],
  })
  readonly recoveryCodes!: string[];
}

/** How many codes are left. */
export class RecoveryCodesLeftDto {
  @ApiProperty({ description: 'How many codes are left.', type: 'integer', example: 10 })
  readonly remaining!: number;
}
