import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { UniqueConstraintError } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SecretBox } from './secret-box.js';
import { SigningKey } from './signing-key.model.js';

/** A key as it is used: parsed once, because parsing PEM costs more than a signature. */
export interface UsableKey {
  readonly id: string;
  readonly algorithm: 'ES256';
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Owns `signing_keys`. Every replica uses the same keys, held in memory. */
@Injectable()
export class KeysService implements OnModuleInit {
  private keys = new Map<string, UsableKey>();
  private signing!: UsableKey;

  constructor(
    @InjectModel(SigningKey) private readonly signingKeys: typeof SigningKey,
    private readonly unitOfWork: UnitOfWork,
    private readonly secretBox: SecretBox,
  ) {}

  async onModuleInit(): Promise<void> {
    if ((await this.signingKeys.count()) === 0) await this.createFirst();
    await this.load();
  }

  /** The key that signs now. */
  current(): UsableKey {
    return this.signing;
  }

  /** The key that a token names by its `kid`. */
  find(id: string): UsableKey | undefined {
    return this.keys.get(id);
  }

  private async load(): Promise<void> {
    const rows = await this.signingKeys.findAll({ order: [['generation', 'ASC']] });
    this.keys = new Map(rows.map((row) => [row.id, this.usable(row)]));
    this.signing = [...this.keys.values()].at(-1) as UsableKey;
  }

  private usable({ id, publicKey, encryptedPrivateKey }: SigningKey): UsableKey {
    return {
      id,
      algorithm: 'ES256',
      publicKey: createPublicKey(publicKey),
      privateKey: createPrivateKey(this.secretBox.open(encryptedPrivateKey, id)),
    };
  }

  /** Of several replicas at an empty table, the unique generation lets one through; the others use its key. */
  private async createFirst(): Promise<void> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = uuidv7();
    const row = {
      id,
      generation: 1,
      algorithm: 'ES256',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
      encryptedPrivateKey: this.secretBox.seal(
        privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        id,
      ),
    };
    try {
      await this.unitOfWork.run((transaction) => this.signingKeys.create(row, { transaction }));
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
    }
  }
}
