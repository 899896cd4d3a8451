import { GroupReplication } from './group-replication.js';
import { nodeEach, prove } from './proof.js';

describe('on Group Replication where every node takes writes', () =>
  prove(new GroupReplication('multi-primary'), nodeEach));
