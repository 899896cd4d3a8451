import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import { makeKeyPair, parseKeyPair, type SigningAlgorithm, type UsableKey } from './key-pair.js';
import { SecretBox } from './secret-box.js';
import { SigningKey } from './signing-key.model.js';

/** Clocks of replicas and verifiers differ; nothing is retired on the second. */
const SKEW_SECONDS = 60;

/** Owns `signing_keys`: makes them, and retires them. Each replica's view of them is KeyRing. */
@Injectable()
export class KeysService {
  constructor(
    @InjectModel(SigningKey) private readonly signingKeys: typeof SigningKey,
    private readonly secretBox: SecretBox,
    private readonly revocations: RevocationsService,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Every key, the oldest first, parsed. @throws WrongSecretKey */
  async load(): Promise<UsableKey[]> {
    const rows = await this.signingKeys.findAll({ order: [['generation', 'ASC']] });
    return rows.map(({ id, algorithm, publicKey, encryptedPrivateKey, createdAt, activatesAt }) => ({
      id,
      algorithm: algorithm as SigningAlgorithm,
      createdAt,
      activatesAt,
      ...parseKeyPair(publicKey, this.secretBox.open(encryptedPrivateKey, id)),
    }));
  }

  /**
   * Makes the next key. It is published at once, and signs when every verifier must have seen it. Of several replicas
   * that do this at once, the unique generation lets one through. A successor that waits already is enough. Answers the
   * id of the key that was made.
   * @throws UniqueConstraintError for the others
   */
  async addSuccessor(transaction: Transaction): Promise<string | undefined> {
    const newest = await this.newest(transaction);
    const now = this.clock.now().getTime();
    if (newest && newest.activatesAt.getTime() > now) return undefined;
    return this.insert(
      (newest?.generation ?? 0) + 1,
      new Date(newest ? now + this.leadSeconds * 1000 : now),
      transaction,
    );
  }

  /**
   * Replaces every key at once because somebody else may have one: each token they signed is refused from now on.
   * People stay signed in: their refresh tokens are no signatures.
   */
  async replaceCompromised(transaction: Transaction): Promise<void> {
    const rows = await this.signingKeys.findAll({ order: [['generation', 'ASC']], transaction });
    await this.insert((rows.at(-1)?.generation ?? 0) + 1, this.clock.now(), transaction);
    await this.signingKeys.destroy({ where: { id: rows.map(({ id }) => id) }, transaction });
    await this.revocations.append(
      rows.map(({ id }) => ({ type: 'key', subject: id })),
      transaction,
    );
  }

  /** Whether the newest key is too old, or of another kind than SIGNING_ALG wants. */
  async needsSuccessor(transaction?: Transaction): Promise<boolean> {
    const newest = await this.newest(transaction);
    if (!newest) return true;
    const oldest = this.clock.now().getTime() - this.config.SIGNING_KEY_TTL * 1000;
    return newest.createdAt.getTime() < oldest || newest.algorithm !== this.config.SIGNING_ALG;
  }

  /** Deletes keys whose last token has expired. Answers how many. */
  async retire(transaction: Transaction): Promise<number> {
    const seconds = this.config.ACCESS_TOKEN_TTL + SKEW_SECONDS;
    const lastOverlap = new Date(this.clock.now().getTime() - seconds * 1000);
    const replaced = await this.signingKeys.max<number | null, SigningKey>('generation', {
      where: { activatesAt: { [Op.lt]: lastOverlap } },
      transaction,
    });
    return this.signingKeys.destroy({ where: { generation: { [Op.lt]: replaced ?? 0 } }, transaction });
  }

  /** How often a replica must look for new keys, in seconds. */
  get reloadSeconds(): number {
    return Math.min(this.config.JWKS_MAX_AGE / 2, SKEW_SECONDS / 2);
  }

  /** A replica may have looked just before, and a verifier asked it just before it looked again. */
  private get leadSeconds(): number {
    return this.config.JWKS_MAX_AGE + 2 * this.reloadSeconds;
  }

  private async newest(transaction?: Transaction): Promise<SigningKey | undefined> {
    return (await this.signingKeys.findOne({ order: [['generation', 'DESC']], transaction })) ?? undefined;
  }

  private async insert(generation: number, activatesAt: Date, transaction: Transaction): Promise<string> {
    const { SIGNING_ALG: algorithm } = this.config;
    const id = uuidv7();
    const { publicKey, privateKey } = await makeKeyPair(algorithm);
    const encryptedPrivateKey = this.secretBox.seal(privateKey, id);
    await this.signingKeys.create(
      { id, generation, algorithm, publicKey, encryptedPrivateKey, activatesAt, createdAt: this.clock.now() },
      { transaction },
    );
    return id;
  }
}
