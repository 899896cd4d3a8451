import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../../common/actor.js';
import type { Person } from '../../common/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { NO_PASSWORD } from '../../passwords/password-hash.js';
import { UsersService } from '../../users/users.service.js';
import { FactorChanges } from '../factor-changes.js';
import { passkeyNameOf } from './authenticator-names.js';
import type { Passkey } from './passkey.model.js';
import type { CreationOptionsDto } from './passkey-options.dto.js';
import { PasskeyRegistration } from './passkey-registration.js';
import {
  type AcceptedCredentialsDto,
  type AddedPasskeyDto,
  type AddPasskeyDto,
  PasskeyDto,
} from './passkeys.dto.js';
import { PasskeyNotFound, PasswordNeeded } from './passkeys.errors.js';
import { PasskeysService } from './passkeys.service.js';

/** Adds, names and removes passkeys of a user. */
@Injectable()
export class PasskeyEnrollmentService {
  constructor(
    private readonly users: UsersService,
    private readonly registration: PasskeyRegistration,
    private readonly passkeys: PasskeysService,
    private readonly changes: FactorChanges,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Returns the options with which the browser creates a passkey. */
  async begin(userId: string): Promise<CreationOptionsDto> {
    return this.registration.options(await this.users.get(userId));
  }

  /**
   * Adds a passkey, which also counts as a proof in this session. Returns recovery codes with it if the user
   * has none.
   * @throws InvalidChallenge, InvalidPasskey, TooManyDevices
   */
  async add(person: Person, { credential, name }: AddPasskeyDto, actor: Actor): Promise<AddedPasskeyDto> {
    const { subject, sessionId } = person;
    const key = await this.registration.read(subject, credential);
    const called = name ?? passkeyNameOf(key);
    return this.unitOfWork.run(async (transaction) => {
      const user = await this.users.lock(subject, transaction);
      const passkey = await this.passkeys.add(subject, called, key, transaction);
      const added = { sessionId, kind: 'passkey', proved: passkey.proves } as const;
      const recoveryCodes = await this.changes.added(user, added, actor, transaction);
      return { ...PasskeyDto.of(passkey), recoveryCodes };
    });
  }

  /** The user's passkeys. */
  async list(userId: string): Promise<PasskeyDto[]> {
    return (await this.passkeys.list(userId)).map((passkey) => PasskeyDto.of(passkey));
  }

  /** Gives a passkey another name. @throws PasskeyNotFound */
  async rename(userId: string, id: string, name: string): Promise<PasskeyDto> {
    const passkey = await this.unitOfWork.run(async (transaction) => {
      await this.users.lock(userId, transaction);
      await this.passkeys.rename(userId, id, name, transaction);
      return this.passkeys.find(userId, id, transaction);
    });
    if (!passkey) throw new PasskeyNotFound();
    return PasskeyDto.of(passkey);
  }

  /**
   * Removes a passkey. Sign-ins that wait for it fail. Returns the passkeys that are left.
   * @throws PasskeyNotFound, PasswordNeeded
   */
  async remove(userId: string, id: string, actor: Actor): Promise<AcceptedCredentialsDto> {
    const left = await this.unitOfWork.run((transaction) => this.removeNow(userId, id, actor, transaction));
    if (!left) throw new PasskeyNotFound();
    return this.registration.accepted(userId, left);
  }

  private async removeNow(
    userId: string,
    id: string,
    actor: Actor,
    transaction: Transaction,
  ): Promise<Passkey[] | undefined> {
    const user = await this.users.lock(userId, transaction);
    if (!(await this.passkeys.remove(userId, id, transaction))) return undefined;
    const needed = user.passwordHash === NO_PASSWORD;
    if (needed && (await this.passkeys.countAlone(userId, transaction)) === 0) throw new PasswordNeeded();
    await this.changes.removed(user, 'passkey', actor, transaction);
    return this.passkeys.list(userId, transaction);
  }
}
