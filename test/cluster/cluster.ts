import type { DatabaseNode } from './database-node.js';

/** Three database servers that replicate to each other, on loopback, with folders of their own. */
export interface Cluster {
  readonly name: string;
  readonly nodes: readonly DatabaseNode[];
  /** From the last sign of life until the others go on without a node, in milliseconds, as it is set. */
  readonly suspectMilliseconds: number;

  /** Makes an empty cluster with a database `watchword`. */
  start(): Promise<void>;

  /** Takes nodes in again that were killed or expelled, and waits until they serve. */
  rejoin(...nodes: DatabaseNode[]): Promise<void>;

  /** Does what an operator does after the majority was killed: all nodes serve the same data again. */
  recover(): Promise<void>;

  /** Ends every server and deletes its data. */
  stop(): Promise<void>;
}

/** Every majority of three. */
export const NODES = 3;
