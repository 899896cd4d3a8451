// Reads a bill of materials of `npm sbom` from standard input and writes it without what only development needs, by the
// word of package-lock.json. `npm sbom --omit dev` leaves out too much: whatever development needs as well, such as
// @nestjs/common.
import { readFileSync } from 'node:fs';

const bill = JSON.parse(readFileSync(0, 'utf8'));
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const running = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`),
);

const components = bill.components.filter((one) => running.has(one['bom-ref']));
const root = bill.metadata.component;
root.name = root['bom-ref'].slice(0, root['bom-ref'].lastIndexOf('@')); // npm takes the name of the folder
const kept = new Set([root, ...components].map((one) => one['bom-ref']));
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));

process.stdout.write(`${JSON.stringify({ ...bill, components, dependencies }, null, 2)}\n`);
