/** The engines that the benches of the curves compare do the same work, and the benches would notice if not. */
import { expect, test } from 'vitest';
import { createFfjavascript, loadFfjavascript } from '../../bench/curves/ffjavascript.ts';
import { cutInput, makeInput, spoilInput } from '../../bench/curves/inputs.ts';
import { createKernelPeer, KERNELS } from '../../bench/curves/kernel.ts';
import { createMcl } from '../../bench/curves/mcl.ts';
import { createNoble } from '../../bench/curves/noble.ts';
import { checkOutput } from '../../bench/curves/oracle.ts';
import { OPERATION_NAMES, OPERATIONS } from '../../bench/curves/peer.ts';

const engines = await loadFfjavascript();
const peers = [
  createFfjavascript(engines),
  await createMcl(),
  createNoble(),
  ...KERNELS.map(createKernelPeer),
];

test.each(OPERATION_NAMES)('%s: outputs are equal, and are what the logarithms say', async (name) => {
  const input = cutInput(await makeInput(engines, name, 7), 5);
  const outputs = await Promise.all(peers.map((peer) => peer.operations[name]!(input)));
  for (const output of outputs) expect(Buffer.from(output).equals(Buffer.from(outputs[0]!))).toBe(true);
  expect(() => checkOutput(input, outputs[0]!)).not.toThrow();

  const wrong = Uint8Array.from(outputs[0]!);
  wrong[wrong.length - 1]! ^= 1;
  expect(() => checkOutput(input, wrong)).toThrow(name);
  expect(() => checkOutput(input, wrong.subarray(1))).toThrow(name);
});

const checking = OPERATION_NAMES.filter((name) =>
  ['check', 'verify', 'pairing'].includes(OPERATIONS[name].kind),
);

test.each(checking)('%s: nobody lets a bad input through', async (name) => {
  const input = await spoilInput(engines, await makeInput(engines, name, 5));
  for (const peer of peers) {
    const answer = await Promise.resolve(input!)
      .then(peer.operations[name]!)
      .catch(() => 'refused');
    expect(answer).toEqual(OPERATIONS[name].kind === 'pairing' ? Uint8Array.of(0) : 'refused');
  }
});
