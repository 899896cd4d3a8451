/** A header of text, as OpenAPI describes it. */
export const textHeader = (description: string) => ({ description, schema: { type: 'string' as const } });

/** A header that is a whole number, as OpenAPI describes it. */
export const numberHeader = (description: string) => ({
  description,
  schema: { type: 'integer' as const },
});
