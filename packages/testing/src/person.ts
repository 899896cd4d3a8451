import { Caller } from './caller.js';

/** The properties of a user to create. */
export interface PersonOptions {
  /** The default is a name that no other user has. */
  readonly name?: string;
  readonly password?: string;
  readonly email?: string;
  /** Whether the address is verified. If true and `email` is missing, the user gets an address. */
  readonly verified?: boolean;
  /** Roles besides `user`. Roles that do not exist yet are created. */
  readonly roles?: readonly string[];
}

/** A user's account, and how to sign in to it. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly email: string | undefined;
}

/** A user who has signed in. */
export class Person extends Caller implements Account {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly email: string | undefined;

  constructor(
    url: string,
    token: string,
    readonly refreshToken: string,
    { id, name, password, email }: Account,
  ) {
    super(url, token);
    this.id = id;
    this.name = name;
    this.password = password;
    this.email = email;
  }
}
