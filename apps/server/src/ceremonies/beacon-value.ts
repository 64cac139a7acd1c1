/** The value of a ceremony's beacon: asked for, or handed in, and checked as far as it can be. */
import type { BeaconRule } from '@brebaje/ceremony/beacon';
import { type DrandChain, drandRandomness } from '@brebaje/groth16/beacon/drand';
import { toHex } from '@brebaje/kzg/hex';
import { type GivenBeacon, givenBeaconSchema } from '@brebaje/protocol/rest/ceremonies';
import { z } from 'zod';
import { fetchJson, Unreachable } from '../auth/fetch-json.ts';
import type { ServerContext } from '../sequencer/context.ts';

/** A value that is the beacon's, as far as anybody can tell. Bytes are hex. */
export type BeaconValue = {
  /** 32 bytes, which are hashed 2^exponent times. */
  randomness: string;
  exponent: number;
  obtained: 'ASKED' | 'GIVEN';
} & ({ source: 'drand-quicknet'; round: number; signature: string } | { source: 'ethereum'; slot: number });

/** Bytes that are not the beacon's, or that nobody gave; in a sentence. */
export class NoBeacon extends Error {
  override readonly name = 'NoBeacon';
}

type Obtained = BeaconValue['obtained'];

/** What was handed in as the value of the beacon that is named. Throws NoBeacon. */
export function givenValue(chain: DrandChain, rule: BeaconRule, given: GivenBeacon): BeaconValue {
  if (rule.source === 'drand-quicknet') {
    if (!('signature' in given)) throw new NoBeacon('The beacon is a round of drand: give its signature.');
    return drandValue(chain, rule, given, 'GIVEN');
  }
  if (!('value' in given)) throw new NoBeacon('The beacon is a slot of Ethereum: give its RANDAO mix.');
  if (given.slot !== undefined && given.slot !== rule.slot)
    throw new NoBeacon(`That is slot ${given.slot}, and the beacon is slot ${rule.slot}.`);
  return slotValue(rule.slot, rule.exponent, given.value, 'GIVEN');
}

/** Compared before anything is hashed: the round, its signature, and what is said to come of it. */
function drandValue(
  chain: DrandChain,
  { round, exponent }: Extract<BeaconRule, { source: 'drand-quicknet' }>,
  given: Extract<GivenBeacon, { signature: string }>,
  obtained: Obtained,
): BeaconValue {
  if (round === undefined) throw new NoBeacon('No round is named yet.');
  if (given.round !== undefined && given.round !== round)
    throw new NoBeacon(`That is round ${given.round}, and the beacon is round ${round}.`);
  const { signature } = given;
  const bytes = drandRandomness(chain, round, signature);
  if (!bytes) throw new NoBeacon(`That is not drand’s signature of round ${round}.`);
  const randomness = toHex(bytes);
  if (given.randomness !== undefined && given.randomness !== randomness)
    throw new NoBeacon(`The randomness is not that of the signature of round ${round}.`);
  return { source: 'drand-quicknet', round, signature, randomness, exponent, obtained };
}

/** A mix of zero bytes is what no chain has that ever had a block. */
function slotValue(slot: number, exponent: number, randomness: string, obtained: Obtained): BeaconValue {
  if (/^0+$/.test(randomness)) throw new NoBeacon('A mix of zeros is none.');
  return { source: 'ethereum', slot, randomness, exponent, obtained };
}

/** A value as it was kept, checked again. Throws NoBeacon when it is not that of the rule. */
export function keptValue(chain: DrandChain, rule: BeaconRule, kept: BeaconValue): BeaconValue {
  const { randomness, obtained } = kept;
  const given = 'signature' in kept ? kept : { slot: kept.slot, value: randomness };
  return { ...givenValue(chain, rule, given), obtained };
}

/** Asks one source after the other for the value that is named. Throws NoBeacon naming what each answered. */
export async function askForValue(
  { config, drand, stopping }: Pick<ServerContext, 'config' | 'drand' | 'stopping'>,
  rule: BeaconRule,
): Promise<BeaconValue> {
  const isDrand = rule.source === 'drand-quicknet';
  const urls = isDrand ? config.drandUrls : config.ethereumBeaconUrls;
  const path = isDrand ? `/${drand.hash}/public/${rule.round}` : `/eth/v1/beacon/states/${rule.slot}/randao`;
  const answers: string[] = [];
  for (const url of urls) {
    try {
      const body = await ask(url.replace(/\/+$/, '') + path, stopping);
      return isDrand ? readRound(drand, rule, body) : readMix(rule, body);
    } catch (error) {
      stopping.throwIfAborted();
      if (!(error instanceof NoBeacon || error instanceof Unreachable)) throw error;
      answers.push(error instanceof Unreachable ? error.message : `${new URL(url).host}: ${error.message}`);
    }
  }
  const option = isDrand ? 'drand-urls' : 'ethereum-beacon-urls';
  const why = answers.length > 0 ? answers.join('; ') : `the option ${option} names nobody to ask`;
  const where = isDrand ? `It is what ${ANYBODYS}${path} answers` : `Beacon nodes answer it under ${path}`;
  throw new NoBeacon(`The beacon’s value could not be had (${why}): try again, or hand it in. ${where}.`);
}

/** Where people get a round: the addresses of this server’s options may hold keys of its operator. */
const ANYBODYS = 'https://api.drand.sh';

/** An answer is a few hundred bytes. */
const ANSWER = { timeout: 10_000, maxBytes: 65_536 };

async function ask(url: string, signal: AbortSignal): Promise<unknown> {
  const { status, body } = await fetchJson(url, { signal }, ANSWER.timeout, ANSWER.maxBytes);
  if (status !== 200) throw new NoBeacon(`status ${status}`);
  return body;
}

function readRound(
  chain: DrandChain,
  rule: Extract<BeaconRule, { source: 'drand-quicknet' }>,
  body: unknown,
): BeaconValue {
  const read = z.object({ round: z.int() }).and(givenBeaconSchema).safeParse(body);
  if (!read.success || !('signature' in read.data)) throw new NoBeacon('its answer is none of drand’s');
  return drandValue(chain, rule, read.data, 'ASKED');
}

/** Of a state that can no longer change. */
const mixSchema = z.object({
  execution_optimistic: z.literal(false).optional(),
  finalized: z.literal(true),
  data: z.object({ randao: z.string().regex(/^0x[0-9a-f]{64}$/) }),
});

function readMix(rule: Extract<BeaconRule, { source: 'ethereum-slot' }>, body: unknown): BeaconValue {
  const read = mixSchema.safeParse(body);
  if (!read.success) throw new NoBeacon('its answer is no mix of a slot that is final');
  return slotValue(rule.slot, rule.exponent, read.data.data.randao.slice(2), 'ASKED');
}
