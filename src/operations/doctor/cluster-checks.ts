import { type Finding, ok, problem, warning } from './finding.js';
import type { ServerFacts } from './server-facts.js';

const SMALLEST_CLUSTER = 3;
/** The bit of wsrep_sync_wait that makes reads wait for the commits of other nodes. */
const READS = 1;

/** Checks a server that belongs to a cluster. Returns no findings for a single server. */
export function clusterFindings(server: ServerFacts): Finding[] {
  const isGalera = server.settings.get('wsrep_on') === 'ON';
  return [
    ...(isGalera ? [galeraReady(server), galeraSize(server), galeraReads(server)] : []),
    ...(server.memberState === undefined ? [] : [groupMember(server), groupReads(server)]),
  ];
}

function galeraReady({ settings }: ServerFacts): Finding {
  const check = 'Galera node';
  const status = settings.get('wsrep_cluster_status');
  if (settings.get('wsrep_ready') === 'ON' && status === 'Primary')
    return ok(check, 'ready, in the primary component');
  return problem(
    check,
    `not ready (${status}): it has no quorum. Look at its error log, or use another node.`,
  );
}

function galeraSize({ settings }: ServerFacts): Finding {
  const check = 'Galera cluster size';
  const size = Number(settings.get('wsrep_cluster_size'));
  if (size >= SMALLEST_CLUSTER) return ok(check, String(size));
  return warning(check, `${size}: when one node is lost, so is the quorum. Three is the least.`);
}

function galeraReads({ settings }: ServerFacts): Finding {
  const check = 'wsrep_sync_wait';
  const value = Number(settings.get(check));
  if ((value & READS) !== 0) return ok(check, `${value}: each node reads what the others have committed`);
  return warning(
    check,
    `is ${value}, so replicas on different nodes may read what is old for a moment. Set it to 1 on every node.`,
  );
}

function groupMember({ memberState }: ServerFacts): Finding {
  const check = 'Group Replication member';
  if (memberState === 'ONLINE') return ok(check, 'ONLINE');
  return problem(check, `is ${memberState}. Look at its error log, or use another member.`);
}

function groupReads({ settings }: ServerFacts): Finding {
  const check = 'group_replication_consistency';
  const value = settings.get(check);
  if (['BEFORE', 'AFTER', 'BEFORE_AND_AFTER'].includes(value ?? '')) return ok(check, String(value));
  return warning(
    check,
    `is ${value}: with replicas on different members, reads may be old for a moment, so let all use the primary or set BEFORE.`,
  );
}
