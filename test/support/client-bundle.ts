import { join } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = join(__dirname, '..', '..');
const ENTRY = '\0entry';

/** Bundles a module, which may import `@watchword/client`, as an app does: minified, for browsers. */
export async function bundleOfClient(source: string): Promise<string> {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'browser',
    cwd: ROOT,
    tsconfig: false,
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    resolve: {
      alias: {
        '@watchword/client/react': join(ROOT, 'packages/client/src/react.ts'),
        '@watchword/client': join(ROOT, 'packages/client/src/client.ts'),
      },
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : null),
        load: (id) => (id === ENTRY ? source : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0].code;
}
