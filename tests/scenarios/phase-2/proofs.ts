/** Proofs with a ceremony's result: made by snarkjs, checked by snarkjs and by the contract in an EVM. */
import { compileContract } from '@brebaje/groth16/testing/contracts';
import { createEVM } from '@ethereumjs/evm';
import * as snarkjs from 'snarkjs';
import { encodeFunctionData, parseAbi } from 'viem';

const g1 = ([x, y]: string[]) => [BigInt(x!), BigInt(y!)] as const;
const g2 = ([x, y]: string[][]) => [g1(x!.toReversed()), g1(y!.toReversed())] as const;

/** Who accepts a proof, and the same proof with another public value. */
export async function judged(
  { zkey, vkey, contract }: { zkey: Uint8Array; vkey: string; contract: string },
  { wasm, input }: { wasm: Uint8Array; input: Record<string, string | string[]> },
): Promise<{ snarkjs: boolean[]; contract: boolean[] }> {
  const { proof, publicSignals } = await snarkjs.groth16.fullProve(input, wasm, zkey);
  const other = publicSignals.map((value, i) => (i === 0 ? String(BigInt(value) + 1n) : value));
  const key = JSON.parse(vkey);
  const code = Buffer.from(compileContract(contract), 'hex');
  const abi = parseAbi([
    `function verifyProof(uint256[2] a, uint256[2][2] b, uint256[2] c, uint256[${publicSignals.length}] input) view returns (bool)`,
  ]);
  const accepts = async (values: string[]) => {
    const points = [g1(proof.pi_a), g2(proof.pi_b), g1(proof.pi_c)] as const;
    // The length of the last argument depends on the circuit.
    const args = [...points, values.map(BigInt)] as never;
    const data = Buffer.from(encodeFunctionData({ abi, functionName: 'verifyProof', args }).slice(2), 'hex');
    const { returnValue } = await (await createEVM()).runCode({ code, data, gasLimit: 10_000_000n });
    return returnValue[31] === 1;
  };
  return {
    snarkjs: [
      await snarkjs.groth16.verify(key, publicSignals, proof),
      await snarkjs.groth16.verify(key, other, proof),
    ],
    contract: [await accepts(publicSignals), await accepts(other)],
  };
}
