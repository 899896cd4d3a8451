import { IsInt, IsString, MetadataStorage, validateSync } from 'class-validator';
import { rememberRules } from './remembered-rules.js';

class Named {
  @IsString()
  readonly name: unknown = 1;
}

class Aged extends Named {
  @IsInt({ groups: ['census'] })
  readonly age: unknown = 'old';
}

const faultsOf = (...options: [object?]) =>
  validateSync(new Aged(), ...options).map(({ property }) => property);

describe('remembered rules', () => {
  const lookUp = jest.spyOn(MetadataStorage.prototype, 'getTargetValidationMetadatas');
  beforeAll(() => rememberRules());
  beforeEach(() => lookUp.mockClear());

  it('are looked up once, with those of the class that a DTO extends', () => {
    const faults = [faultsOf(), faultsOf()];

    expect(faults).toEqual([
      ['age', 'name'],
      ['age', 'name'],
    ]);
    expect(lookUp).toHaveBeenCalledTimes(1);
  });

  it('are looked up each time when only those of a group count', () => {
    expect([faultsOf({ groups: ['census'] }), faultsOf({ groups: ['other'] })]).toEqual([['age'], []]);
    expect(lookUp).toHaveBeenCalledTimes(2);
  });
});
