/** The OpenAPI description of a header. */
export interface DescribedHeader {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: { readonly type: 'string' | 'integer' };
}

export type DescribedHeaders = Readonly<Record<string, DescribedHeader>>;

/** Describes a header with text. */
export const textHeader = (description: string): DescribedHeader => ({
  description,
  schema: { type: 'string' },
});

/** Describes a header with an integer. */
export const numberHeader = (description: string): DescribedHeader => ({
  description,
  schema: { type: 'integer' },
});

/** Marks a header as present in every such response. */
export const always = (header: DescribedHeader): DescribedHeader => ({ ...header, required: true });

/** Collects the headers of an OpenAPI document: each is described once under its name, and responses refer to it. */
export class HeaderComponents {
  readonly described: Record<string, DescribedHeader> = {};

  /** Returns references to the headers. A header with another meaning in this operation gets a separate key. */
  refer(headers: DescribedHeaders, operationId: string): Record<string, { $ref: string }> {
    const references = Object.entries(headers).map(([name, header]) => {
      const key = [name, `${operationId}-${name}`].find((free) => this.isFreeFor(header, free)) ?? name;
      this.described[key] = header;
      return [name, { $ref: `#/components/headers/${key}` }] as const;
    });
    return Object.fromEntries(references);
  }

  private isFreeFor(header: DescribedHeader, key: string): boolean {
    const taken = this.described[key];
    return taken === undefined || taken.description === header.description;
  }
}
