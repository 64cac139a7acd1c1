/**
 * snarkjs in a process of its own, which it does not end by itself: reads a list of works as JSON from its first
 * argument, does one after another, and prints what each came to as JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as snarkjs from 'snarkjs';

/** A name and the paths and texts that it takes. */
export type Work = readonly [name: string, ...args: string[]];

const WORKS: Record<string, (...args: string[]) => Promise<unknown>> = {
  'zkey new': (r1cs, ptau, to) => snarkjs.zKey.newZKey(r1cs!, ptau!, to!).then(() => true),
  'zkey contribute': async (from, to, name) =>
    hex(await snarkjs.zKey.contribute(from!, to!, name!, `entropy of ${name}`)),
  'zkey beacon': async (from, to, beacon) =>
    hex(await snarkjs.zKey.beacon(from!, to!, 'beacon', beacon!, 10)),
  'zkey verify init': (genesis, ptau, zkey) => snarkjs.zKey.verifyFromInit(genesis!, ptau!, zkey!),
  'zkey verify r1cs': (r1cs, ptau, zkey) => snarkjs.zKey.verifyFromR1cs(r1cs!, ptau!, zkey!),
  /** By way of the first tools' format, which has no room for one direction of H. */
  async 'zkey bellman'(from, to, name, curve) {
    await snarkjs.zKey.exportBellman(from!, `${to}.params`);
    const library = await snarkjs.curves.getCurveFromName(curve as 'bn128');
    await snarkjs.zKey.bellmanContribute(library, `${to}.params`, `${to}.response`, `entropy of ${name}`);
    await snarkjs.zKey.importBellman(from!, `${to}.response`, to!, name!);
    return true;
  },
  'zkey export key': async (zkey, to) => {
    writeFileSync(to!, JSON.stringify(await snarkjs.zKey.exportVerificationKey(zkey!), null, 1));
    return true;
  },
  async prove(input, wasm, zkey, key) {
    const { proof, publicSignals } = await snarkjs.groth16.fullProve(JSON.parse(input!), wasm!, zkey!);
    return snarkjs.groth16.verify(JSON.parse(readFileSync(key!, 'utf8')), publicSignals, proof);
  },
  async 'ptau contribute'(from, to, name) {
    await snarkjs.powersOfTau.contribute(from!, to!, name!, `entropy of ${name}`);
    return true;
  },
  'ptau prepare': (from, to) => snarkjs.powersOfTau.preparePhase2(from!, to!).then(() => true),
  'ptau verify': (ptau) => snarkjs.powersOfTau.verify(ptau!),
};

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const results: unknown[] = [];
for (const [name, ...args] of JSON.parse(process.argv[2]!) as Work[])
  results.push(await WORKS[name]!(...args));
process.stdout.write(`${JSON.stringify(results)}\n`, () => process.exit(0));
