import type { Command } from 'commander';
import type { CheckVerifierOptions } from '../check-verifier/run.ts';
import { several } from '../rest/argument-types.ts';
import { examples } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';
import { withFiles } from './file-options.ts';

/** `brebaje check-verifier <verifier>` */
export function define(command: Command, shell: Shell): void {
  withFiles(command)
    .argument(
      '<verifier>',
      'a verification key (JSON), a contract’s source, or its deployed code in hexadecimal; - for standard input',
    )
    .option('--vkey <json>', 'the verification key that it should hold; may be given again', several)
    .option('--zkey <zkey>', 'the zkey whose key it should hold; may be given again', several)
    .option(
      '--ceremony <url or folder>',
      'the ceremony whose key it should hold: its page, or the folder of its archive',
    )
    .action(async (verifier: string, options: CheckVerifierOptions) => {
      const { runCheckVerifier } = await import('../check-verifier/run.ts');
      await runCheckVerifier(verifier, options, shell);
    })
    .addHelpText(
      'after',
      examples(
        [
          'brebaje check-verifier verification_key.json',
          'brebaje check-verifier Verifier.sol --zkey circuit_final.zkey',
          'cast code 0x… | brebaje check-verifier - --ceremony https://ceremony.example.org/c/my-ceremony',
        ],
        'A key to which nobody contributed has δ equal to γ, and everybody can forge proofs for it. Contracts are read,\n' +
          'not understood: the points among their constants are found and compared. What else a contract does is not\n' +
          'looked at, and behind a proxy the code to check is that of the contract behind it.\n' +
          'Exit code 0: nothing speaks against it. 1: do not use it, or it is not that of the ceremony. 2: no key was\n' +
          'found in it, or a file cannot be used.',
      ),
    );
}
