import { Galera } from './galera.js';
import { nodeEach, prove } from './proof.js';

describe('on Galera', () => prove(new Galera(), nodeEach));
