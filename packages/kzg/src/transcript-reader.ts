import type { ColumnStore } from './column-store.ts';
import { FormatError } from './format-error.ts';
import { parseIdentity } from './identity.ts';
import { optionalHexShape, pointsShape, powersReader } from './json-points.ts';
import { type Shape, ShapeReader } from './json-shape.ts';
import { PeopleTables, SignatureTable, type Table, Tables } from './record-tables.ts';
import { ECDSA_BYTES, G1_BYTES, G2_BYTES, type SubPowers, sizesOf } from './sizes.ts';
import type { TranscriptSource, WitnessColumns } from './transcript.ts';

/** Bounds of {@link readTranscript}. */
export interface TranscriptLimits {
  /** Sub-ceremonies (default 16). */
  maxSubs: number;
  /** Powers of one group in one sub-ceremony (default 65,536). */
  maxPowers: number;
  /** Records, the origin included (default 16,777,216). */
  maxRecords: number;
}

const DEFAULT_LIMITS: TranscriptLimits = { maxSubs: 16, maxPowers: 65_536, maxRecords: 16_777_216 };

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes that are read before what they held goes to the store. */
const STRIDE = 65_536;

interface Sub {
  powers: SubPowers;
  products: Table;
  pubkeys: Table;
  bls: SignatureTable;
}

/**
 * Reads transcript.json from pieces of any size into `store` (what grows with the ceremony) and memory (the
 * powers). Keys in any order, none twice, no others; every list of records of one length. The source stays
 * usable until the store is closed, which is for the caller. Whether the bytes are points, and index 0 the
 * origin, is for the verification. Throws {@link FormatError}.
 */
export async function readTranscript(
  bytes: AsyncIterable<Uint8Array>,
  store: ColumnStore,
  limits?: Partial<TranscriptLimits>,
): Promise<TranscriptSource> {
  const tables = new Tables(store);
  const people = new PeopleTables(tables);
  const subs: Sub[] = [];
  const reader = new ShapeReader(transcriptShape(tables, people, subs, { ...DEFAULT_LIMITS, ...limits }));
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length; from += STRIDE) {
      reader.push(piece.subarray(from, from + STRIDE));
      await tables.flush();
    }
  }
  reader.finish();
  await tables.flush();

  const state = { subs: subs.map((sub) => sub.powers) };
  const { count } = people;
  return {
    sizes: sizesOf(state.subs),
    state,
    count,
    async segment(from, to) {
      if (!(0 <= from && from <= to && to <= count)) throw new RangeError(`no records ${from} to ${to}`);
      const columns: WitnessColumns[] = [];
      for (const sub of subs) columns.push(await readColumns(sub, from, to));
      return {
        from,
        count: to - from,
        identities: await people.identities(from, to),
        ecdsa: await people.ecdsaSignatures(from, to),
        subs: columns,
      };
    },
  };
}

async function readColumns(sub: Sub, from: number, to: number): Promise<WitnessColumns> {
  return {
    products: await sub.products.read(from, to),
    pubkeys: await sub.pubkeys.read(from, to),
    bls: await sub.bls.signatures.read(from, to),
    signed: await sub.bls.signed.read(from, to),
  };
}

function transcriptShape(tables: Tables, people: PeopleTables, subs: Sub[], limits: TranscriptLimits): Shape {
  const item: Shape = {
    what: 'the transcript of a sub-ceremony',
    object() {
      const powers = powersReader(limits.maxPowers);
      const sub: Sub = {
        powers: { g1: new Uint8Array(0), g2: new Uint8Array(0) },
        products: tables.table(`products.${subs.length}`, G1_BYTES),
        pubkeys: tables.table(`pubkeys.${subs.length}`, G2_BYTES),
        bls: new SignatureTable(tables, `bls.${subs.length}`, G1_BYTES),
      };
      subs.push(sub);
      return {
        keys: { ...powers.keys, witness: witnessShape(sub, limits.maxRecords) },
        end() {
          const { g1, g2 } = powers.take();
          sub.powers = { g1, g2 };
        },
      };
    },
  };
  return {
    what: 'a transcript',
    object: () => ({
      keys: {
        transcripts: { what: 'a list of transcripts', list: () => ({ item, max: limits.maxSubs }) },
        participantIds: identitiesShape(people, limits.maxRecords),
        participantEcdsaSignatures: signaturesShape(
          'an ECDSA signature',
          ECDSA_BYTES,
          people.ecdsa,
          limits.maxRecords,
        ),
      },
      end: () => requireEqualCounts(people, subs),
    }),
  };
}

function witnessShape(sub: Sub, max: number): Shape {
  return {
    what: 'an object of runningProducts, potPubkeys and blsSignatures',
    object: () => ({
      keys: {
        runningProducts: pointsShape('G1 point', sub.products.rows, max),
        potPubkeys: pointsShape('G2 point', sub.pubkeys.rows, max),
        blsSignatures: signaturesShape('a G1 point', G1_BYTES, sub.bls, max),
      },
    }),
  };
}

function signaturesShape(what: string, width: number, table: SignatureTable, max: number): Shape {
  const item = optionalHexShape(what, width, (signature) => table.add(signature));
  return { what: 'a list of signatures', list: () => ({ item, max }) };
}

function identitiesShape(people: PeopleTables, max: number): Shape {
  const item: Shape = {
    what: 'an identity: "", eth|0x<address> or git|<id>|<login>',
    string(bytes, from, to) {
      const utf8 = bytes.subarray(from, to);
      try {
        parseIdentity(UTF8.decode(utf8));
      } catch (error) {
        if (error instanceof FormatError) return false;
        throw error;
      }
      people.addIdentity(utf8);
      return true;
    },
  };
  return { what: 'a list of identities', list: () => ({ item, max }) };
}

/** Every list has one entry for each record, and there is at least the origin. */
function requireEqualCounts(people: PeopleTables, subs: Sub[]): void {
  const { count } = people;
  if (count === 0) throw new FormatError('shape', 'there are no records, not even the origin');
  const lists: [string, number][] = [['participantEcdsaSignatures', people.ecdsa.signatures.count]];
  for (const [index, sub] of subs.entries()) {
    lists.push([`transcripts[${index}].witness.runningProducts`, sub.products.count]);
    lists.push([`transcripts[${index}].witness.potPubkeys`, sub.pubkeys.count]);
    lists.push([`transcripts[${index}].witness.blsSignatures`, sub.bls.signatures.count]);
  }
  for (const [name, length] of lists) {
    if (length === count) continue;
    throw new FormatError('shape', `${name} has ${length} entries, but there are ${count} participantIds`);
  }
}
