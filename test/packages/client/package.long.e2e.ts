import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundleOfClient } from '../../support/client-bundle.js';
import { useService } from '../../support/service.js';

const ROOT = join(__dirname, '..', '..', '..');
const service = useService();

describe('@watchword/client', () => {
  it('is smaller than 8 kB in a bundle, minified and compressed', async () => {
    const code = await bundleOfClient(`export * from '@watchword/client'`);

    expect(gzipSync(code).length).toBeLessThan(8000);
  });

  it('has the types of the OpenAPI document (npm run client:types generates them)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watchword-document-'));
    const document = join(folder, 'openapi.json');
    const { body } = await service.get('/openapi.json');
    writeFileSync(document, JSON.stringify(body));
    const types = join(ROOT, 'packages', 'client', 'src', 'openapi.ts');

    const words = [document, '--alphabetize', '--output', types, '--check'];
    const check = promisify(execFile)(join(ROOT, 'node_modules', '.bin', 'openapi-typescript'), words);

    await expect(check).resolves.toBeDefined();
    rmSync(folder, { recursive: true });
  });
});
