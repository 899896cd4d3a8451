import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Folders that may contain the build: the folder of the bundle, its parent for chunks of the bundle, or `dist` for the
 * sources.
 */
const PLACES = ['.', '..', '../../dist'].map((place) => join(import.meta.dirname, place));

/** Returns the folder of this name in the build, if it contains the file. Returns nothing if it was not built. */
export function builtFolder(name: string, file: string): string | undefined {
  return PLACES.map((place) => join(place, name)).find((folder) => existsSync(join(folder, file)));
}
