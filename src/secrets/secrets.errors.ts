/** A stored secret was encrypted with another SECRET_KEY. */
export class WrongSecretKey extends Error {
  constructor(hasPrevious: boolean) {
    super(
      hasPrevious
        ? 'Neither SECRET_KEY nor SECRET_KEY_PREVIOUS opens what this database holds. Start with the key that it was set up with.'
        : 'SECRET_KEY does not open what this database holds. Start with the key that it was set up with, or set SECRET_KEY_PREVIOUS to that key.',
    );
    this.name = 'WrongSecretKey';
  }
}
