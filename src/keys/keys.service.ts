import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import { SecretBox } from '../secrets/secret-box.js';
import { makeKeyPair, parseKeyPair, type SigningAlgorithm, type UsableKey } from './key-pair.js';
import { publishAheadSeconds, retireAfterSeconds } from './key-schedule.js';
import { SigningKey } from './signing-key.model.js';

/** Creates and retires signing keys. KeyRing is each replica's copy of them. */
@Injectable()
export class KeysService {
  constructor(
    @InjectModel(SigningKey) private readonly signingKeys: typeof SigningKey,
    private readonly secretBox: SecretBox,
    private readonly revocations: RevocationsService,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Returns all keys, parsed, the oldest first. @throws WrongSecretKey */
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
   * Creates the next key. It is published at once and signs when every verifier must have seen it. When several
   * replicas do this at once, the unique `generation` lets only one succeed. Returns the id of the new key, or nothing
   * when a successor is waiting already. @throws UniqueConstraintError for all but one of several replicas
   */
  async addSuccessor(transaction: Transaction): Promise<string | undefined> {
    const newest = await this.newest(transaction);
    const now = this.clock.now().getTime();
    if (newest && newest.activatesAt.getTime() > now) return undefined;
    return this.insert(
      (newest?.generation ?? 0) + 1,
      new Date(newest ? now + publishAheadSeconds(this.config) * 1000 : now),
      transaction,
    );
  }

  /**
   * Replaces all keys at once, because one may be stolen. All tokens they signed are refused from now on. Users stay
   * signed in, because refresh tokens are not signed by these keys.
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

  /** Returns whether any key exists. */
  async hasAny(transaction: Transaction): Promise<boolean> {
    return (await this.newest(transaction)) !== undefined;
  }

  /** Returns whether the newest key is too old or has another algorithm than SIGNING_ALG. */
  async needsSuccessor(transaction?: Transaction): Promise<boolean> {
    const newest = await this.newest(transaction);
    if (!newest) return true;
    const oldest = this.clock.now().getTime() - this.config.SIGNING_KEY_TTL * 1000;
    return newest.createdAt.getTime() < oldest || newest.algorithm !== this.config.SIGNING_ALG;
  }

  /** Deletes keys whose last token has expired. Returns how many. */
  async retire(transaction: Transaction): Promise<number> {
    const lastOverlap = new Date(this.clock.now().getTime() - retireAfterSeconds(this.config) * 1000);
    const replaced = await this.signingKeys.max<number | null, SigningKey>('generation', {
      where: { activatesAt: { [Op.lt]: lastOverlap } },
      transaction,
    });
    return this.signingKeys.destroy({ where: { generation: { [Op.lt]: replaced ?? 0 } }, transaction });
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
