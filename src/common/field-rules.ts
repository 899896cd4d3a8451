/** All rules that a field can violate. The names are stable, because clients translate them. */
export const FIELD_RULES = [
  'below_minimum',
  'above_maximum',
  'breached_password',
  'common_password',
  'context_word',
  'inexact_number',
  'malformed_text',
  'not_a_cursor',
  'not_a_language',
  'not_a_time',
  'not_an_email',
  'not_an_id',
  'not_unique',
  'not_allowed',
  'own_name',
  'pattern',
  'required',
  'too_deep',
  'too_long',
  'too_many',
  'too_short',
  'unavailable',
  'unknown_field',
  'unknown_value',
  'wrong_type',
] as const;

export type FieldRule = (typeof FIELD_RULES)[number];

/** What is wrong with a value. `message` follows the name of the field, as in `must be a cursor`. */
export interface Fault {
  readonly rule: FieldRule;
  readonly message: string;
  /** Parameters of the rule, such as `{ min: 8 }`. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The rule of each class-validator constraint that a DTO may use. Constraints of `Satisfies` contain their rule. */
const RULES_BY_CONSTRAINT: Readonly<Record<string, FieldRule>> = {
  arrayMaxSize: 'too_many',
  arrayUnique: 'not_unique',
  isArray: 'wrong_type',
  isBoolean: 'wrong_type',
  isIn: 'not_allowed',
  isInt: 'wrong_type',
  isObject: 'wrong_type',
  isString: 'wrong_type',
  isUuid: 'not_an_id',
  matches: 'pattern',
  max: 'above_maximum',
  maxLength: 'too_long',
  min: 'below_minimum',
  nestedValidation: 'wrong_type',
  unknownValue: 'wrong_type',
  whitelistValidation: 'unknown_field',
};

/** Returns the rule of a class-validator constraint, or nothing for one that no field uses. */
export function ruleOfConstraint(constraint: string): FieldRule | undefined {
  return RULES_BY_CONSTRAINT[constraint];
}
