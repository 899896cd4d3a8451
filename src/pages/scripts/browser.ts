/**
 * The part of the DOM that the scripts of pages use. The types of Node.js, with which this project is compiled, do not
 * have it.
 */
export interface PageElement {
  hidden: boolean;
  textContent: string | null;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly checked?: boolean;
  disabled?: boolean;
  querySelector(selector: string): PageElement | null;
  addEventListener(event: string, listen: (event: { preventDefault(): void }) => void): void;
}

/** A form of a page. */
export interface PageFormElement extends PageElement {
  append(child: object): void;
  requestSubmit(): void;
}

/** The page that a script is part of. */
export interface PageDocument {
  querySelector(selector: `form${string}`): PageFormElement | null;
  querySelector(selector: string): PageElement | null;
  createElement(tag: 'input'): { type: string; name: string; value: string };
}
