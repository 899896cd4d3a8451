const MAX_PREFERENCE = 200;

/**
 * The first of some languages that a preference names: a tag, or the value of Accept-Language. `de-AT` is answered by
 * `de` (RFC 4647, section 3.4). The keys are language tags in lower case.
 */
export function preferredLanguage<T>(preference: string, byTag: ReadonlyMap<string, T>): T | undefined {
  for (const range of rangesOf(preference)) {
    const found = lookUp(range, byTag);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lookUp<T>(range: string, byTag: ReadonlyMap<string, T>): T | undefined {
  for (let tag = range.toLowerCase(); tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const found = byTag.get(tag);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Ranges of an Accept-Language value, the most wanted first. */
function rangesOf(preference: string): string[] {
  const weighted = preference
    .slice(0, MAX_PREFERENCE)
    .split(',')
    .map((entry) => {
      const [range = '', ...parameters] = entry.split(';').map((part) => part.trim());
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
      return { range, quality: Number(quality) || 0 };
    });
  const wanted = weighted.filter(({ quality }) => quality > 0);
  return wanted.toSorted((one, other) => other.quality - one.quality).map(({ range }) => range);
}
