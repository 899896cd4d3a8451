import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { FIELD_RULES, ruleOfConstraint } from '../../src/common/field-rules.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService();

const SOURCE = join(__dirname, '..', '..', 'src');
/** Kinds of metadata that are conditions, not constraints. */
const CONDITIONS = new Set(['conditionalValidation', 'nestedValidation', 'whitelistValidation']);

/** Returns the exported classes that are parsed from requests. */
function inputClasses(): (new () => object)[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(dto|params)\.ts$/.test(file),
  );
  const exported = files.flatMap((file) => Object.values(jest.requireActual<object>(join(SOURCE, file))));
  return exported.filter((value) => typeof value === 'function') as (new () => object)[];
}

const fieldsOf = ({ body }: { body: { errors: object[] } }) => body.errors;

describe('the fault of a field', () => {
  it('has a rule for every constraint in the source', () => {
    const constraints = inputClasses()
      .flatMap((input) => getMetadataStorage().getTargetValidationMetadatas(input, '', false, false))
      .filter(({ type }) => !CONDITIONS.has(type))
      .map(({ name = '', context }) => ({ name, bringsRule: context !== undefined && 'fault' in context }));
    const without = constraints.filter(({ name, bringsRule }) => !bringsRule && !ruleOfConstraint(name));

    expect(constraints.length).toBeGreaterThan(30);
    expect(without).toEqual([]);
  });

  it('names the rule and its numbers for each kind of field', async () => {
    const { token } = await service.admin();
    const person = { name: 'al', password: 'tiny', email: 'nobody', age: 7 };

    const faults = [
      await service.post('/register', person),
      await service.post('/register', { name: 'alice', password: 'password', email: null }),
      await service.post('/register', { password: PASSWORD }),
      await service.post('/users', { name: 'a b c', password: PASSWORD, roles: ['nope'] }, { token }),
      await service.post('/users', { name: 'alice', password: PASSWORD, roles: 'admin' }, { token }),
      await service.post('/clients', { name: 'orders', scopes: 'read' }, { token }),
      await service.get('/users?limit=x', { token }),
      await service.get('/users?limit=201', { token }),
      await service.get('/users/7', { token }),
    ].flatMap(fieldsOf);

    expect(faults).toMatchObject([
      { field: 'age', rule: 'unknown_field' },
      { field: 'name', rule: 'too_short', params: { min: 3, max: 64 } },
      { field: 'password', rule: 'too_short', params: { min: 8, max: 256 } },
      { field: 'email', rule: 'not_an_email' },
      { field: 'email', rule: 'wrong_type' },
      { field: 'name', rule: 'required' },
      { field: 'name', rule: 'pattern' },
      { field: 'roles', rule: 'wrong_type' },
      { field: 'scopes', rule: 'wrong_type' },
      { field: 'limit', rule: 'wrong_type' },
      { field: 'limit', rule: 'above_maximum', params: { min: 1, max: 200 } },
      { field: 'id', rule: 'not_an_id' },
    ]);
  });

  it('names the rule for refused passwords and unknown roles', async () => {
    const { token } = await service.admin();

    const faults = [
      await service.post('/register', { name: 'bartholomew', password: 'qwertyuiop' }),
      await service.post('/register', { name: 'bartholomew', password: 'Bartholomew' }),
      await service.post('/users', { name: 'bob.b', password: PASSWORD, roles: ['nope'] }, { token }),
      await service.get('/users?after=YQ==', { token }),
    ].flatMap(fieldsOf);

    expect(faults).toMatchObject([
      { rule: 'common_password' },
      { rule: 'own_name' },
      { rule: 'unknown_value', params: { unknown: ['nope'] } },
      { rule: 'not_a_cursor' },
    ]);
  });

  it('has only rules listed in the OpenAPI document and in docs/errors.md', async () => {
    const { body } = await service.get('/openapi.json');
    const [, section = ''] = readFileSync('docs/errors.md', 'utf8').split('## Rules');
    const rows = [...section.split('\n## ')[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, rule]) => rule!);

    expect(body.components.schemas.FieldRule.enum).toEqual(FIELD_RULES);
    expect(rows.toSorted()).toEqual([...FIELD_RULES].toSorted());
  });
});
