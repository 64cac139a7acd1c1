import type { Command } from 'commander';
import type { PowersContributeOptions } from '../powersoftau/contribute.ts';
import type { FetchPowersOptions } from '../powersoftau/fetch.ts';
import type { MakeOptions } from '../powersoftau/make.ts';
import { examples } from '../rest/rest-options.ts';
import { beaconBytes, beaconExponent, curveName, fileHash, power } from '../setup-files/typed.ts';
import type { Shell } from '../shell.ts';
import { refuseWord, withEntropy, withFiles, withName, withOutput } from './file-options.ts';

const CURVE = 'bn128 (also bn254) or bls12-381';
type Curve = ReturnType<typeof curveName>;

/** `brebaje powersoftau …`: everything on files, without a network. */
export function define(command: Command, shell: Shell): void {
  withOutput(command.command('new').description('Make the file that a phase 1 begins with.'))
    .argument('<curve>', CURVE, curveName)
    .argument('<power>', 'for circuits of up to 2 to this constraints: 1 to 28', power)
    .argument('[ptau]', 'default: powersOfTau<power>_0000.ptau')
    .action(async (curve: Curve, log: number, ptau: string | undefined, options: MakeOptions) => {
      const { newPowers } = await import('../powersoftau/make.ts');
      await newPowers([curve, log, ptau], options, shell);
    })
    .addHelpText('after', examples(['brebaje powersoftau new bn128 14 pot14_0000.ptau']));
  defineFetch(command, shell);
  defineContribute(command, shell);
  defineFinish(command, shell);
  defineExchange(command, shell);
  command.addHelpText(
    'after',
    examples(
      [
        'brebaje powersoftau fetch --for circuit.r1cs',
        'brebaje powersoftau new bn128 14 pot14_0000.ptau',
        'brebaje powersoftau contribute pot14_0000.ptau pot14_0001.ptau --name Ada --type-entropy',
        'brebaje powersoftau prepare phase2 pot14_0001.ptau pot14_final.ptau',
        'brebaje powersoftau verify pot14_final.ptau',
      ],
      'Files are those of snarkjs, in both directions. Nothing but fetch needs a network.',
    ),
  );
}

function defineFetch(command: Command, shell: Shell): void {
  withOutput(
    command
      .command('fetch')
      .description('Download a published phase 1 that is large enough, and compare its hash.'),
  )
    .argument('[ptau]', 'where it goes; default: its published name')
    .option('--for <r1cs>', 'the circuit that it has to do for')
    .option('--power <n>', 'the power that it must have at least', power)
    .option('--from <url or file>', 'take it from there: a mirror, or a file that is here already')
    .option('--ptau-hash <hash>', 'its SHA-256 or BLAKE2b-512, for one that is not known here', fileHash)
    .option('--list', 'show the files that are known here')
    .action(async (ptau: string | undefined, options: FetchPowersOptions) => {
      const { fetchPowers } = await import('../powersoftau/fetch.ts');
      await fetchPowers(ptau, options, shell);
    })
    .addHelpText(
      'after',
      examples(
        [
          'brebaje powersoftau fetch --for circuit.r1cs',
          'brebaje powersoftau fetch --power 20 pot20.ptau',
          'brebaje powersoftau fetch --power 20 --from https://mirror.example.org/pot20.ptau',
          'brebaje powersoftau fetch --for circuit.r1cs --from pot.ptau --ptau-hash <published hash>',
        ],
        'The smallest one that does is taken; from domains of 2^15 on it has one power to spare. A download that was\n' +
          'broken off goes on where it was when the same command is given again. Nothing gets the file’s name that has\n' +
          'not its hash.',
      ),
    );
}

function defineContribute(command: Command, shell: Shell): void {
  withOutput(
    withEntropy(
      withName(command.command('contribute').description('Contribute three new secrets to a phase 1.')),
    ),
  )
    .argument('<ptau>', 'what the contributor before you made')
    .argument('<new ptau>', 'where yours goes')
    .action(async (ptau: string, next: string, options: PowersContributeOptions) => {
      const { contributeToPowers } = await import('../powersoftau/contribute.ts');
      await contributeToPowers([ptau, next], options, shell);
    })
    .addHelpText(
      'after',
      examples(
        ['brebaje powersoftau contribute pot14_0000.ptau pot14_0001.ptau --name Ada --entropy-file dice.txt'],
        'Every point is checked before it meets a secret; whether the file is sound, brebaje powersoftau verify\n' +
          'tells. Publish the response hash.',
      ),
    );
  withOutput(
    withName(
      command.command('beacon').description('Add what everybody can compute from a beacon, at the end.'),
    ),
  )
    .argument('<ptau>', 'what the last person made')
    .argument('<new ptau>', 'where the new one goes')
    .argument('<beacon>', '1 to 255 bytes in hexadecimal digits', beaconBytes)
    .argument('<exponent>', 'the beacon is hashed 2 to this often: 10 to 24', beaconExponent)
    .action(
      async (
        ptau: string,
        next: string,
        bytes: Uint8Array,
        log: number,
        options: PowersContributeOptions,
      ) => {
        const { beaconOnPowers } = await import('../powersoftau/contribute.ts');
        await beaconOnPowers([ptau, next, bytes, log], options, shell);
      },
    )
    .addHelpText(
      'after',
      examples(['brebaje powersoftau beacon pot14_0001.ptau pot14_beacon.ptau 0102030405060708090a 10']),
    );
}

function defineFinish(command: Command, shell: Shell): void {
  const prepare = command.command('prepare').description('Prepare a phase 1 for what comes next.');
  withOutput(prepare.command('phase2').description('Add the tables that circuits’ zkeys are made from.'))
    .argument('<ptau>', 'the last file of a phase 1')
    .argument('<new ptau>', 'where the prepared one goes, about twice as large')
    .action(async (ptau: string, next: string, options: MakeOptions) => {
      const { preparePowers } = await import('../powersoftau/make.ts');
      await preparePowers([ptau, next], options, shell);
    })
    .addHelpText('after', examples(['brebaje powersoftau prepare phase2 pot14_0001.ptau pot14_final.ptau']));
  withOutput(command.command('truncate').description('Cut a prepared file to smaller powers.'))
    .argument('<ptau>', 'a prepared file')
    .argument('[power]', 'default: each smaller one, as <name>_01.ptau and so on', power)
    .argument('[new ptau]', 'default: <name>_<power>.ptau')
    .action(async (ptau: string, log: number | undefined, next: string | undefined, options: MakeOptions) => {
      const { truncatePowers } = await import('../powersoftau/make.ts');
      await truncatePowers([ptau, log, next], options, shell);
    })
    .addHelpText('after', examples(['brebaje powersoftau truncate pot14_final.ptau 12 pot12_final.ptau']));
  withFiles(
    command.command('verify').description('Verify a phase 1: every point, contribution, hash and table.'),
  )
    .argument('<ptau>', 'the file')
    .action(async (ptau: string, options: { threads?: number; json?: boolean }) => {
      const { verifyPowers } = await import('../powersoftau/verify.ts');
      await verifyPowers(ptau, options, shell);
    })
    .addHelpText(
      'after',
      examples(
        ['brebaje powersoftau verify pot14_final.ptau'],
        'Exit code 0: it holds. 1: it is refused, and the check is named. 2: the file cannot be used.',
      ),
    );
  withFiles(command.command('info').description('Show what a ptau says of itself. Nothing is checked.'))
    .argument('<ptau>', 'the file')
    .action(async (ptau: string, options: { threads?: number; json?: boolean }) => {
      const { powersInfo } = await import('../powersoftau/info.ts');
      await powersInfo(ptau, options, shell);
    })
    .addHelpText('after', examples(['brebaje powersoftau info pot14_final.ptau']));
}

function defineExchange(command: Command, shell: Shell): void {
  const exported = command.command('export').description('Write what other programs read.');
  withOutput(
    exported.command('challenge').description('Write the challenge that a file’s next contributor gets.'),
  )
    .argument('<ptau>', 'the file')
    .argument('[challenge]', 'default: challenge')
    .action(async (ptau: string, challenge: string | undefined, options: PowersContributeOptions) => {
      const { exportPowersChallenge } = await import('../powersoftau/exchange.ts');
      await exportPowersChallenge([ptau, challenge], options, shell);
    })
    .addHelpText('after', examples(['brebaje powersoftau export challenge pot14_0001.ptau challenge_0002']));

  refuseWord(
    exported,
    'json',
    'powers of tau are not written as JSON here: it would be many times as large, and no tool reads it',
    'brebaje powersoftau info shows what a file is',
  );
  refuseWord(
    command,
    'convert',
    'files are not converted here: only those of snarkjs before 0.3 lack the largest table',
    'prepare such a file again: brebaje powersoftau prepare phase2',
  );

  const challenge = command.command('challenge').description('Work on a challenge.');
  withOutput(withEntropy(challenge.command('contribute').description('Answer a challenge.')))
    .argument('<curve>', CURVE, curveName)
    .argument('<challenge>', 'the file')
    .argument('[response]', 'default: response, beside it')
    .action(
      async (curve: Curve, file: string, response: string | undefined, options: PowersContributeOptions) => {
        const { contributeToChallenge } = await import('../powersoftau/exchange.ts');
        await contributeToChallenge([curve, file, response], options, shell);
      },
    )
    .addHelpText(
      'after',
      examples(['brebaje powersoftau challenge contribute bn128 challenge_0002 response_0002']),
    );

  const imported = command.command('import').description('Read what other programs wrote.');
  withOutput(
    withName(
      imported.command('response').description('Add a response to the file whose challenge it answers.'),
    ),
  )
    .argument('<ptau>', 'the file whose challenge was answered')
    .argument('<response>', 'the response')
    .argument('<new ptau>', 'where the new one goes')
    .action(async (ptau: string, response: string, next: string, options: PowersContributeOptions) => {
      const { importPowersResponse } = await import('../powersoftau/exchange.ts');
      await importPowersResponse([ptau, response, next], options, shell);
    })
    .addHelpText(
      'after',
      examples([
        'brebaje powersoftau import response pot14_0001.ptau response_0002 pot14_0002.ptau --name Ada',
      ]),
    );
}
