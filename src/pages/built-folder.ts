import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the build is: beside the bundle, whose chunks are a folder deeper, or beside the sources. */
const PLACES = ['.', '..', '../../dist'].map((place) => join(import.meta.dirname, place));

/** The folder of this name that the build has made, known by a file in it; nothing where it was not built. */
export function builtFolder(name: string, file: string): string | undefined {
  return PLACES.map((place) => join(place, name)).find((folder) => existsSync(join(folder, file)));
}
