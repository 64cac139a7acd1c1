import { bigIntToScalar } from './scalar.ts';
import { createWasmEngine } from './wasm-engine.ts';

/** What browser.test.ts runs in a page: the engine on Web Workers, its findings left in `window.findings`. */

declare global {
  var findings: unknown;
}

async function explore(): Promise<unknown> {
  const engine = await createWasmEngine({ threads: 2 });
  const generators = engine.concat(Array.from({ length: 40 }, () => engine.generator('G1')));
  const powers = await engine.powers(generators, bigIntToScalar(3n), bigIntToScalar(5n));
  const encoded = await engine.encode(powers, 'zcash');
  const decoded = await engine.decode('G1', 'zcash', encoded);
  const hashed = await engine.hashToG1([new Uint8Array(3)], 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_');
  const fault = await engine.decode('G1', 'zcash', new Uint8Array(48)).catch((error: Error) => error.message);
  const findings = {
    difference: (await engine.firstDifference(powers, decoded)) ?? 'none',
    encoded: Array.from(encoded.subarray(0, 48)),
    hashed: Array.from(await engine.encode(hashed, 'zcash')),
    fault,
  };
  await engine.close();
  return findings;
}

explore().then(
  (findings) => {
    globalThis.findings = findings;
  },
  (error) => {
    globalThis.findings = { error: String(error) };
  },
);
