/** Archives of a ceremony of circuits that somebody has changed: each change is named. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { writeSums } from '@brebaje/client/archive/sums';
import { canonical } from '@brebaje/client/rest/check-log';
import { checkCeremony } from '@brebaje/client/verify/check-ceremony';
import { readArchive } from '@brebaje/client/verify/check-decided';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer } from '../support/server.ts';
import { brebaje } from '../support/verify-command.ts';

let home: string;
let engine: WasmEngine;
/** One that is not over, and one with a result. */
let open: string;
let ended: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-tampering-'));
  engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  const server = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
  const tiny = { curve: 'bn254', constraints: 2, publicWires: 1, unused: 0 } as const;
  const ceremony = await circuitCeremony(server, [tiny]);
  await ceremony.contribute('Ann');
  await ceremony.contribute('Bob');
  [open, ended] = [join(home, 'open'), join(home, 'ended')];
  expect((await brebaje(home, 'archive', ceremony.url, '-o', open)).code).toBe(0);
  await ceremony.end(() => REAL_ROUND);
  expect((await brebaje(home, 'archive', ceremony.url, '-o', ended)).code).toBe(0);
  await ceremony.close();
  await server.close();
}, 120_000);
afterAll(async () => {
  await engine.close();
  rmSync(home, { recursive: true });
});

/** What fails in a copy of an archive; the list of hashes is made again, as whoever changes something would. */
async function failing(
  archive: string,
  change: (copy: Copy) => void,
  { relisted = true, quick }: { relisted?: boolean; quick?: boolean } = {},
): Promise<string[]> {
  const path = mkdtempSync(join(home, 'copy-'));
  cpSync(archive, path, { recursive: true });
  const folder = archiveFolder(path);
  try {
    change(copyIn(path));
    if (relisted) await writeSums(folder);
    const read = await readArchive(folder);
    const options = { engine: async () => engine, quick: quick ?? !relisted };
    const { findings } = await checkCeremony(folder, read, options);
    return [...new Set(findings.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check))];
  } catch (error) {
    return [(error as { code?: string }).code ?? String(error)];
  } finally {
    rmSync(path, { recursive: true });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: documents are changed at will
type Document = any;

/** Ways to change a folder. */
interface Copy {
  at(name: string): string;
  text(name: string, change: (text: string) => string): void;
  json(name: string, change: (document: Document) => void): void;
  /** Changes a byte in the middle. */
  flip(name: string): void;
  swap(a: string, b: string): void;
  /** Changes events and links them anew, as somebody would who rewrites the log. */
  log(change: (bodies: Document[]) => void): void;
  /** Changes the result, and names it in a log that is rewritten. */
  result(name: string, change: (text: string) => string): void;
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function copyIn(path: string): Copy {
  const at = (name: string) => join(path, name);
  const text: Copy['text'] = (name, change) =>
    writeFileSync(at(name), change(readFileSync(at(name), 'utf8')));
  const json: Copy['json'] = (name, change) =>
    text(name, (before) => {
      const document = JSON.parse(before);
      change(document);
      return JSON.stringify(document, null, 2);
    });
  const log: Copy['log'] = (change) =>
    text('events.jsonl', (before) => {
      const bodies = before
        .trim()
        .split('\n')
        .map((line) => JSON.parse(JSON.parse(line).body));
      change(bodies);
      let previous: string | null = null;
      const lines = bodies.map((said) => {
        const body = canonical({ ...said, previous });
        const line = {
          seq: said.seq,
          type: said.type,
          at: Math.floor(said.at / 1000),
          hash: sha256(body),
          ...(previous === null ? {} : { previous }),
          body,
        };
        previous = line.hash;
        return JSON.stringify(line);
      });
      return `${lines.join('\n')}\n`;
    });
  return {
    at,
    text,
    json,
    log,
    flip: (name) => {
      const bytes = readFileSync(at(name));
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(at(name), bytes);
    },
    swap: (a, b) => {
      renameSync(at(a), at('swapped'));
      renameSync(at(b), at(a));
      renameSync(at('swapped'), at(b));
    },
    result(name, change) {
      text(`result/${name}`, change);
      const bytes = readFileSync(at(`result/${name}`));
      const facts = { sha256: sha256(bytes), size: bytes.length };
      const rename = (artifact: Document) => artifact.name === name && Object.assign(artifact, facts);
      json('ceremony.json', ({ artifacts }) => artifacts.forEach(rename));
      log((bodies) => {
        for (const artifact of bodies.at(-1).data.artifacts)
          if (artifact.name === name) Object.assign(artifact, { hash: facts.sha256, size: facts.size });
      });
    },
  };
}

const IN = 'circuits/circuit-1/circuit-1';
const FIRST = `${IN}_00001.json`;

it('finds nothing wrong with what nobody changed', async () => {
  expect(await failing(open, () => {})).toEqual([]);
  expect(await failing(ended, () => {})).toEqual([]);
});

it('names every file that does not have its hash, and names that lead elsewhere', async () => {
  const names = readFileSync(join(ended, 'SHA256SUMS'), 'utf8').trim().split('\n');
  expect(names.length).toBeGreaterThan(15);
  const same = { relisted: false };
  for (const name of names.map((line) => line.slice(66))) {
    const found = await failing(ended, ({ flip }) => flip(name), same);
    expect([name, ['sums', 'RECORD_INVALID'].includes(found[0]!)]).toEqual([name, true]);
  }
  const listed = (line: string) =>
    failing(open, ({ text }) => text('SHA256SUMS', (all) => `${line}\n${all}`), same);
  const hash = '0'.repeat(64);
  for (const name of [
    '../ceremony.json',
    '/etc/passwd',
    'a/../../b',
    '.hidden',
    'C:\\x',
    'a\\b',
    'nothing.json',
  ])
    expect([name, ...(await listed(`${hash}  ${name}`))]).toEqual([name, 'sums']);
  expect(await listed('no line of a list')).toEqual(['sums']);
  const link = ({ at }: Copy) => {
    rmSync(at('manifest.json'));
    symlinkSync('/etc/passwd', at('manifest.json'));
  };
  expect(await failing(open, link, same)).toEqual(expect.arrayContaining(['sums', 'manifest']));
  expect(await failing(open, ({ at }) => rmSync(at('SHA256SUMS')), same)).toEqual(['sums']);
}, 250_000);

const UNFINISHED: [what: string, check: string, change: (copy: Copy) => void][] = [
  ['an event', 'log', ({ text }) => text('events.jsonl', (all) => all.replace('Ann', 'Eve'))],
  [
    'an event is missing',
    'log',
    ({ text }) => text('events.jsonl', (all) => all.split('\n').toSpliced(3, 1).join('\n')),
  ],
  ['no event', 'log', ({ text }) => text('events.jsonl', () => '')],
  ['no log', 'log', ({ at }) => rmSync(at('events.jsonl'))],
  [
    'endless lines',
    'log',
    ({ text }) => text('events.jsonl', (all) => all.replaceAll('\n', ' ').repeat(200)),
  ],
  [
    'the log ends early',
    'contributions',
    ({ text }) => text('events.jsonl', (all) => all.split('\n').slice(0, 12).join('\n')),
  ],
  ['the manifest', 'manifest', ({ text }) => text('manifest.json', (all) => all.replace('Some', 'Same'))],
  ['no manifest', 'manifest', ({ at }) => rmSync(at('manifest.json'))],
  [
    'who signs',
    'manifest',
    ({ json }) =>
      json('ceremony.json', ({ ceremony }) => {
        ceremony.receiptAddress = `0x${'1'.repeat(40)}`;
      }),
  ],
  [
    'the title',
    'manifest',
    ({ json }) =>
      json('ceremony.json', ({ ceremony }) => {
        ceremony.title = 'Others';
      }),
  ],
  [
    'never opened',
    'manifest',
    ({ json }) =>
      json('ceremony.json', ({ ceremony }) => {
        ceremony.status = 'SCHEDULED';
        delete ceremony.manifestHash;
      }),
  ],
  [
    'a genesis',
    'manifest',
    ({ json }) =>
      json('ceremony.json', ({ circuits }) => {
        circuits[0].genesis = '0'.repeat(64);
      }),
  ],
  [
    'a circuit',
    'manifest',
    ({ json }) =>
      json('ceremony.json', ({ circuits }) => {
        circuits[0].metadata.phase1.sha256 = '0'.repeat(64);
      }),
  ],
  [
    'no circuit',
    'manifest',
    ({ json }) =>
      json('ceremony.json', (all) => {
        all.circuits = [];
      }),
  ],
  [
    'fewer contributions',
    'contributions',
    ({ json }) =>
      json('ceremony.json', ({ circuits }) => {
        circuits[0].contributions = 1;
      }),
  ],
  [
    'more contributions',
    'contributions',
    ({ json }) =>
      json('ceremony.json', ({ circuits }) => {
        circuits[0].contributions = 3;
      }),
  ],
  [
    'another head',
    'contributions',
    ({ json }) =>
      json('ceremony.json', ({ circuits }) => {
        circuits[0].head = circuits[0].genesis;
      }),
  ],
  [
    'a result',
    'result',
    ({ json }) =>
      json('ceremony.json', ({ ceremony }) => {
        ceremony.status = 'FINALIZED';
      }),
  ],
  ['a contribution is missing', 'contributions', ({ at }) => rmSync(at(FIRST))],
  ['contributions change places', 'contributions', ({ swap }) => swap(FIRST, `${IN}_00002.json`)],
  [
    'a state’s hash',
    'contributions',
    ({ json }) =>
      json(FIRST, (one) => {
        one.state = '0'.repeat(64);
      }),
  ],
  [
    'a file’s hash',
    'contributions',
    ({ json }) =>
      json(FIRST, ({ slim }) => {
        slim.sha256 = '0'.repeat(64);
      }),
  ],
  [
    'a record',
    'contributions',
    ({ json }) =>
      json(FIRST, (one) => {
        one.record = one.record.replace(/^.../, '000');
      }),
  ],
  [
    'no record',
    'contributions',
    ({ json }) =>
      json(FIRST, (one) => {
        one.record = 'ab';
      }),
  ],
  [
    'a hash',
    'contributions',
    ({ json }) =>
      json(FIRST, (one) => {
        one.contributionHash = '0'.repeat(128);
      }),
  ],
  [
    'a printed hash',
    'contributions',
    ({ json }) =>
      json(FIRST, (one) => {
        one.contributionHashLines[0] = 'x';
      }),
  ],
  [
    'a name',
    'contributions',
    ({ json }) =>
      json(FIRST, (one) => {
        one.publicName = 'Eve';
      }),
  ],
  [
    'a time',
    'contributions',
    ({ json }) =>
      json(FIRST, ({ times }) => {
        times.acceptedAt += 1;
      }),
  ],
  [
    'who it was',
    'contributions',
    ({ json }) =>
      json(FIRST, (one) => {
        one.participantId = 77;
      }),
  ],
  [
    'a signature',
    'receipts',
    ({ json }) =>
      json(FIRST, ({ receipt }) => {
        receipt.signature = receipt.signature.replace(/^../, '00');
      }),
  ],
  [
    'a receipt',
    'receipts',
    ({ json }) =>
      json(FIRST, ({ receipt }) => {
        receipt.text = receipt.text.replace('"position":1', '"position":2');
      }),
  ],
  [
    'a receipt’s hash',
    'receipts',
    ({ json }) =>
      json(FIRST, ({ receipt }) => {
        receipt.sha256 = '0'.repeat(64);
      }),
  ],
  [
    'what was uploaded',
    'receipts',
    ({ json }) =>
      json(FIRST, (one) => {
        one.whole = { sha256: '0'.repeat(64) };
      }),
  ],
  ['the genesis', 'genesis', ({ flip }) => flip(`${IN}_00000.slim.zkey`)],
  ['the genesis is cut', 'genesis', ({ at }) => truncateSync(at(`${IN}_00000.slim.zkey`), 100)],
  ['no genesis', 'genesis', ({ at }) => rmSync(at(`${IN}_00000.slim.zkey`))],
  ['what never changes', 'genesis', ({ flip }) => flip(`${IN}.immutable.zkey`)],
  ['the circuit’s file', 'genesis', ({ flip }) => flip(`${IN}.r1cs`)],
  ['a state', 'states', ({ flip }) => flip(`${IN}_00001.slim.zkey`)],
  ['no state', 'states', ({ at }) => rmSync(at(`${IN}_00001.slim.zkey`))],
  ['states change places', 'states', ({ swap }) => swap(`${IN}_00001.slim.zkey`, `${IN}_00002.slim.zkey`)],
  [
    'a file’s BLAKE2b',
    'states',
    ({ json }) =>
      json(FIRST, ({ slim }) => {
        slim.blake2b = '0'.repeat(128);
      }),
  ],
  [
    'a name that leads elsewhere',
    'RECORD_INVALID',
    ({ json }) =>
      json('ceremony.json', ({ circuits }) => {
        circuits[0].slug = '../../etc';
      }),
  ],
  ['no ceremony', 'RECORD_INVALID', ({ text }) => text('ceremony.json', () => '[]')],
];

/** Checks of what was said and decided. */
const SAID = ['log', 'manifest', 'contributions', 'receipts', 'RECORD_INVALID'];

it.each(UNFINISHED)(
  'finds out that it was changed: %s',
  async (_, check, change) => {
    const found = await failing(open, change, { quick: SAID.includes(check) });
    expect(found).toContain(check);
  },
  60_000,
);

/** Whoever has the server can write another log: what is in the files must hold all the same. */
const END: [what: string, check: string, change: (copy: Copy) => void][] = [
  ['a state of the result', 'result', ({ flip }) => flip('result/circuit-1_final.slim.zkey')],
  ['a key', 'result', ({ flip }) => flip('result/circuit-1_vkey.json')],
  ['what it ended with', 'result', ({ flip }) => flip('result/final.json')],
  [
    'a file is missing',
    'result',
    ({ json }) =>
      json('ceremony.json', (all) => {
        all.artifacts.pop();
      }),
  ],
  [
    'not over',
    'result',
    ({ json }) =>
      json('ceremony.json', ({ ceremony }) => {
        ceremony.status = 'CLOSED';
      }),
  ],
  [
    'the log ends before',
    'result',
    ({ log }) =>
      log((bodies) => {
        bodies.pop();
      }),
  ],
  ['the whole zkey', 'chain', ({ flip }) => flip('result/circuit-1_final.zkey')],
  [
    'another manifest',
    'result',
    final((one) => {
      one.manifest = '0'.repeat(64);
    }),
  ],
  [
    'no circuit',
    'result',
    final((one) => {
      one.circuits = [];
    }),
  ],
  [
    'the signature of the beacon',
    'beacon',
    final(({ beacon }) => {
      beacon.signature = beacon.signature.replace(/^b4/, '94');
    }),
  ],
  [
    'the value of the beacon',
    'beacon',
    final(({ beacon }) => {
      beacon.randomness = '1'.repeat(64);
    }),
  ],
  [
    'the round of the beacon',
    'beacon',
    final(({ beacon }) => {
      beacon.round += 1;
    }),
  ],
  [
    'how often it is hashed',
    'beacon',
    final(({ beacon }) => {
      beacon.exponent = 11;
    }),
  ],
  [
    'another kind of beacon',
    'beacon',
    final((one) => {
      one.beacon = { source: 'ethereum', slot: 9, randomness: '1'.repeat(64), exponent: 10 };
    }),
  ],
  [
    'a state’s hash',
    'chain',
    final(({ circuits }) => {
      circuits[0].final.state = '0'.repeat(64);
    }),
  ],
  [
    'the beacon’s contribution',
    'chain',
    final(({ circuits }) => {
      circuits[0].final.contributionHash = '0'.repeat(128);
    }),
  ],
  [
    'the hash of the whole',
    'chain',
    final(({ circuits }) => {
      circuits[0].final.whole.sha256 = '0'.repeat(64);
    }),
  ],
  [
    'how many contributed',
    'chain',
    final(({ circuits }) => {
      circuits[0].contributions = 1;
    }),
  ],
  [
    'another genesis',
    'chain',
    final(({ circuits }) => {
      circuits[0].genesis.state = '0'.repeat(64);
    }),
  ],
  [
    'another immutable part',
    'chain',
    final(({ circuits }) => {
      circuits[0].immutable.hash = '0'.repeat(64);
    }),
  ],
  [
    'a file of nobody',
    'exports',
    final(({ circuits }) => {
      circuits[0].files.push({ name: 'evil.sol', sha256: '0'.repeat(64), size: 1 });
    }),
  ],
  [
    'the verification key',
    'exports',
    ({ result }) => result('circuit-1_vkey.json', (text) => text.replace('groth16', 'groth17')),
  ],
  [
    'the contract',
    'exports',
    ({ result }) => result('circuit-1_verifier.sol', (text) => text.replace('0x300', '0x2c0')),
  ],
  [
    'an earlier round was named',
    'beacon',
    ({ log }) =>
      log((bodies) => {
        named(bodies).round -= 1;
      }),
  ],
  [
    'the round was known already',
    'beacon',
    ({ log }) =>
      log((bodies) => {
        for (const body of bodies) if (body.type === 'ceremony.closed') body.at += 30 * 86_400_000;
      }),
  ],
  [
    'it closed later',
    'beacon',
    ({ log }) =>
      log((bodies) => {
        for (const body of bodies) if (body.type === 'ceremony.closed') body.at += 3_600_000;
      }),
  ],
];

/** Changes `final.json`, and says so in a log that is rewritten. */
function final(change: (document: Document) => void): (copy: Copy) => void {
  return ({ result }) =>
    result('final.json', (text) => {
      const document = JSON.parse(text);
      change(document);
      return canonical(document);
    });
}

const named = (bodies: Document[]) => bodies.find(({ type }) => type === 'ceremony.closed').data.beacon;

it.each(END)(
  'finds out that the result was changed: %s',
  async (_, check, change) => {
    const found = await failing(ended, change);
    expect(found).toContain(check);
  },
  60_000,
);
