// Builds the console into dist/console/ of the service, which serves it below /console/.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from '@formatjs/icu-messageformat-parser';
import { defineConfig } from 'vite';

const PARSER = '@formatjs/icu-messageformat-parser';
const outDir = join(import.meta.dirname, '..', '..', 'dist', 'console');

/** Parses the texts here, so that no browser needs the parser. What has no braces stays as it is. */
const parsedTexts = {
  name: 'parsed texts',
  enforce: 'pre',
  transform: {
    filter: { id: /\/messages\/\w+\.json$/ },
    handler: (code) => {
      const parsed = Object.entries(JSON.parse(code)).map(([key, text]) => [
        key,
        /[{}']/.test(text) ? parse(text, { ignoreTag: true }) : text,
      ]);
      return { code: `export default ${JSON.stringify(Object.fromEntries(parsed))}`, moduleType: 'js' };
    },
  },
};

/** Compresses each file once, instead of at every request. */
const compressed = {
  name: 'compressed',
  writeBundle() {
    const files = readdirSync(join(outDir, 'files')).filter((file) => !file.endsWith('.gz'));
    for (const file of files) {
      const path = join(outDir, 'files', file);
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  plugins: [parsedTexts, compressed],
  resolve: {
    alias: [
      {
        find: '@watchword/client',
        replacement: join(import.meta.dirname, '..', 'client', 'src', 'client.ts'),
      },
      { find: new RegExp(`^${PARSER}$`), replacement: `${PARSER}/no-parser.js` },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: 'files',
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: { polyfill: false },
    // The Content-Security-Policy allows no data: but pictures.
    assetsInlineLimit: 0,
    rolldownOptions: { input: 'src/main.tsx' },
  },
});
