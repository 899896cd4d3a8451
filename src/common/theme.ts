import { readFileSync } from 'node:fs';

/** The look of everything that users see of the service. */
export interface Theme {
  /** The name of the service. */
  readonly name: string;
  /** An https URL of a picture. Without one, the name is shown instead. */
  readonly logo?: string;
  /** Colour of buttons and headings, as `#rrggbb`. White text on it must be readable. */
  readonly colour: string;
}

/** The file of THEME is missing or invalid. The service does not start. */
export class FaultyTheme extends Error {}

const DEFAULT: Theme = { name: 'Watchword', colour: '#1f4b99' };

/** Minimum contrast of text and background (WCAG 2.2, criterion 1.4.3). */
const MIN_CONTRAST = 4.5;

/** Reads the theme from a JSON file. Missing values keep their defaults. @throws FaultyTheme */
export function readTheme(file: string | undefined): Theme {
  if (file === undefined) return DEFAULT;
  const theme = { ...DEFAULT, ...parse(file) };
  const fault = faultOf(theme);
  if (fault !== undefined) throw new FaultyTheme(`THEME: ${file}: ${fault}`);
  return theme;
}

function parse(file: string): Partial<Theme> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Theme>;
  } catch (error) {
    throw new FaultyTheme(`THEME: ${file} cannot be read: ${(error as Error).message}`);
  }
}

function faultOf({ name, logo, colour }: Theme): string | undefined {
  if (typeof name !== 'string' || !/^[^\p{Cc}]{1,60}$/u.test(name))
    return 'name must have 1 to 60 characters';
  if (logo !== undefined && !/^https:\/\/[^\s"<>]+$/.test(String(logo)))
    return 'logo must begin with https://';
  if (!/^#[\da-f]{6}$/i.test(String(colour))) return 'colour must look like #1f4b99';
  if (contrastToWhite(colour) < MIN_CONTRAST)
    return `colour is too light: white text on it has a contrast of less than ${MIN_CONTRAST}`;
  return undefined;
}

/** Returns the contrast ratio to white, as defined by WCAG 2.2. */
function contrastToWhite(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => luminanceOf(colour.slice(start, start + 2)));
  return 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05);
}

function luminanceOf(hex: string): number {
  const share = Number.parseInt(hex, 16) / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
