import { GroupReplication } from './group-replication.js';
import { nodeEach, prove } from './proof.js';

describe('on Group Replication in multi-primary mode', () =>
  prove(new GroupReplication('multi-primary'), nodeEach));
