import type { Command } from 'commander';
import { examples } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';
import type { NewZkeyOptions } from '../zkey/new.ts';
import { withOutput } from './file-options.ts';

/** `brebaje groth16 setup`, snarkjs’ words for `zkey new`. */
export function define(command: Command, shell: Shell): void {
  defineSetup(command.command('setup'), shell);
  command.addHelpText(
    'after',
    examples(
      ['brebaje groth16 setup circuit.r1cs pot14.ptau circuit_00000.zkey'],
      'The same as brebaje zkey new.',
    ),
  );
}

/** Either of the two words for it. */
export function defineSetup(command: Command, shell: Shell): void {
  withOutput(command.description('Make the genesis of a circuit: the zkey that nobody has contributed to.'))
    .argument('<r1cs>', 'the circuit as circom compiles it')
    .argument('<ptau>', 'powers of tau, prepared for phase 2; from domains of 2^15 on one power to spare')
    .argument('[zkey]', 'where it goes; default: <circuit>_00000.zkey')
    .action(async (r1cs: string, ptau: string, zkey: string | undefined, options: NewZkeyOptions) => {
      const { newZkey } = await import('../zkey/new.ts');
      await newZkey([r1cs, ptau, zkey], options, shell);
    })
    .addHelpText(
      'after',
      examples(
        [
          'brebaje zkey new circuit.r1cs pot14.ptau',
          'brebaje zkey verify genesis circuit.r1cs pot14.ptau circuit_00000.zkey',
        ],
        'Byte for byte what snarkjs makes, circuit hash included. The ptau is taken as it is: the second command\n' +
          'tells whether it is right, and the genesis with it.',
      ),
    );
}
