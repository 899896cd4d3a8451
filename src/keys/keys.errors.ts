/** What is stored encrypted was encrypted with another SECRET_KEY. */
export class WrongSecretKey extends Error {
  constructor() {
    super('SECRET_KEY does not open what this database holds. Start with the key that it was set up with.');
    this.name = 'WrongSecretKey';
  }
}
