/** Maximum size of a request body. A larger one gets 413. */
export const MAX_BODY_BYTES = 32 * 1024;

/** Maximum nesting of JSON in a body. */
export const MAX_BODY_DEPTH = 16;

/**
 * Maximum number of values or form fields in a body. A request has at most 100 roles, a few fields and the members of
 * `metadata`, and checking thousands would block the event loop.
 */
export const MAX_BODY_VALUES = 250;
