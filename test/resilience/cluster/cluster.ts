import type { DatabaseNode } from './database-node.js';

/** Three database servers that replicate to each other, on loopback, each with its own folder. */
export interface Cluster {
  readonly name: string;
  readonly nodes: readonly DatabaseNode[];
  /** Configured time from the last sign of life of a node until the others continue without it, in milliseconds. */
  readonly suspectMilliseconds: number;

  /** Creates an empty cluster with a database `watchword`. */
  start(): Promise<void>;

  /** Lets killed or expelled nodes rejoin, and waits until they serve. */
  rejoin(...nodes: DatabaseNode[]): Promise<void>;

  /** Recovers like an operator after the majority was killed: all nodes serve the same data again. */
  recover(): Promise<void>;

  /** Ends every server and deletes its data. */
  stop(): Promise<void>;
}

/** The nodes of each cluster; two of three are a majority. */
export const NODES = 3;
