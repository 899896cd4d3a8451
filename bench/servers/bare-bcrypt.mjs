/**
 * The limit for logins: LANES loops of bcrypt.compare at COST and nothing else, for SECONDS. Prints how many hashes a
 * second it did.
 */
import bcrypt from 'bcrypt';
import { rateOf } from '../support/statistics.mjs';

const { COST, LANES, SECONDS } = process.env;
const PASSWORD = 'nine quiet herons wade';

const hash = await bcrypt.hash(PASSWORD, Number(COST));
const end = performance.now() + Number(SECONDS) * 1000;
const moments = [];
await Promise.all(Array.from({ length: Number(LANES) }, lane));
process.stdout.write(JSON.stringify({ perSecond: rateOf(moments, Number(LANES)) }));

async function lane() {
  while (performance.now() < end) {
    await bcrypt.compare(PASSWORD, hash);
    moments.push(performance.now());
  }
}
