import { type Command, Option } from 'commander';
import { examples } from '../rest/rest-options.ts';
import { beaconBytes, beaconExponent, fileHash, sha256 } from '../setup-files/typed.ts';
import type { Shell } from '../shell.ts';
import type { ZkeyContributeOptions } from '../zkey/contribute.ts';
import type { ExportOptions, ForeignKeyOptions } from '../zkey/export.ts';
import type { VerifyZkeyOptions } from '../zkey/verify.ts';
import { refuseWord, withEntropy, withFiles, withName, withOutput } from './file-options.ts';
import { defineSetup } from './groth16.ts';

/** `brebaje zkey …`: everything on files, without a network. */
export function define(command: Command, shell: Shell): void {
  defineSetup(command.command('new'), shell);
  defineContribute(command, shell);
  defineVerify(command, shell);
  withFiles(command.command('info').description('Show what a zkey says of itself. Nothing is checked.'))
    .argument('<zkey>', 'the file')
    .action(async (path: string, options: { threads?: number; json?: boolean }) => {
      const { zkeyInfo } = await import('../zkey/info.ts');
      await zkeyInfo(path, options, shell);
    })
    .addHelpText('after', examples(['brebaje zkey info circuit_00007.zkey']));
  defineExport(command, shell);
  for (const word of ['bellman', 'import']) refuseWord(command, word, NO_BELLMAN, INSTEAD_OF_BELLMAN);
  command.addHelpText(
    'after',
    examples(
      [
        'brebaje zkey new circuit.r1cs pot14.ptau circuit_00000.zkey',
        'brebaje zkey contribute circuit_00000.zkey circuit_00001.zkey --name Ada --type-entropy',
        'brebaje zkey verify --genesis circuit_00000.zkey circuit_00001.zkey',
        'brebaje zkey export verificationkey circuit_final.zkey',
      ],
      'Files are those of snarkjs, in both directions. Nothing here needs a network.',
    ),
  );
}

function defineContribute(command: Command, shell: Shell): void {
  withOutput(
    withEntropy(
      withName(command.command('contribute').description('Contribute: multiply δ by a new secret.')),
    ),
  )
    .argument('<zkey>', 'what the contributor before you made, or the genesis')
    .argument('[new zkey]', 'where yours goes; default: the next number, circuit_00008 after circuit_00007')
    .option(
      '--genesis <zkey>',
      'the genesis as published: your file is compared with it before any is written',
    )
    .action(async (zkey: string, next: string | undefined, options: ZkeyContributeOptions) => {
      const { contributeToZkey } = await import('../zkey/contribute.ts');
      await contributeToZkey([zkey, next], options, shell);
    })
    .addHelpText(
      'after',
      examples(
        [
          'brebaje zkey contribute circuit_00007.zkey',
          'brebaje zkey contribute circuit_00007.zkey circuit_00008.zkey --name Ada --entropy-file dice.txt',
          'brebaje zkey contribute circuit_00007.zkey --genesis circuit_00000.zkey',
        ],
        'Checks all contributions so far and every point before it meets the secret, and the result before the file\n' +
          'has its name. Publish the contribution hash. The secret comes from the system’s generator and from what you\n' +
          'add; it is wiped and never written.',
      ),
    );
  withOutput(
    withName(
      command.command('beacon').description('Add what everybody can compute from a beacon, at the end.'),
    ),
  )
    .argument('<zkey>', 'what the last person made')
    .argument('<new zkey>', 'where the final one goes')
    .argument('<beacon>', '1 to 255 bytes in hexadecimal digits', beaconBytes)
    .argument('<exponent>', 'the beacon is hashed 2 to this often: 10 to 24', beaconExponent)
    .action(
      async (
        zkey: string,
        next: string,
        bytes: Uint8Array,
        exponent: number,
        options: ZkeyContributeOptions,
      ) => {
        const { beaconOnZkey } = await import('../zkey/contribute.ts');
        await beaconOnZkey([zkey, next, bytes, exponent], options, shell);
      },
    )
    .addHelpText(
      'after',
      examples([
        'brebaje zkey beacon circuit_00008.zkey circuit_final.zkey 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 10',
      ]),
    );
}

const VERDICTS = 'Exit code 0: it holds. 1: it is refused, and the check is named. 2: a file cannot be used.';

function defineVerify(command: Command, shell: Shell): void {
  // Options that the outer word has, too, are taken by it wherever they stand: inner words ask for all.
  const withHash = (to: Command) =>
    withFiles(to).option(
      '--ptau-hash <hash>',
      'SHA-256 or BLAKE2b-512 of the ptau as published: it is compared, and phase 1 not verified again',
      fileHash,
    );
  const verify = withHash(command.command('verify').description('Verify a whole chain of contributions.'))
    .argument('<files...>', 'the zkey; or r1cs, ptau and zkey')
    .option('--genesis <zkey>', 'the file that the chain begins with')
    .option('--previous <zkey>', 'a file that this one must extend by exactly one contribution')
    .option('--r1cs <r1cs>', 'the circuit')
    .option('--ptau <ptau>', 'the phase 1')
    .option('--immutable <file>', 'what no contribution changes, where zkeys are slim')
    .option('--manifest <file or url>', 'the manifest of the ceremony, which pins genesis and phase 1')
    .option('--manifest-hash <sha256>', 'the manifest’s hash as published', sha256)
    .option(
      '--beacon <beacon>',
      'what the last contribution must be: hexadecimal digits, drand:<round>:<signature> of quicknet, or none',
    )
    .option('--beacon-exponent <n>', 'the beacon is hashed 2 to this often; default: 10', beaconExponent)
    .action(async (files: string[], options: VerifyZkeyOptions) => {
      const { verifyZkey } = await import('../zkey/verify.ts');
      const { verifiedFiles } = await import('../zkey/verified-files.ts');
      const [zkey, given] = verifiedFiles(files, options);
      await verifyZkey(zkey, given, shell);
    });
  withHash(verify.command('r1cs').description('The same, by the words of snarkjs: circuit, phase 1, zkey.'))
    .argument('<r1cs>', 'the circuit')
    .argument('<ptau>', 'the phase 1, prepared')
    .argument('<zkey>', 'the zkey')
    .action(async (r1cs: string, ptau: string, zkey: string, _: VerifyZkeyOptions, word: Command) => {
      const options = word.optsWithGlobals<VerifyZkeyOptions>();
      const { verifyZkey } = await import('../zkey/verify.ts');
      await verifyZkey(zkey, { ...options, r1cs, ptau }, shell);
    })
    .addHelpText(
      'after',
      examples(['brebaje zkey verify r1cs circuit.r1cs pot14.ptau circuit_final.zkey'], VERDICTS),
    );
  withFiles(verify.command('init').description('The same, by the words of snarkjs: genesis, phase 1, zkey.'))
    .argument('<genesis>', 'the file that the chain begins with')
    .argument('<ptau>', 'the phase 1 that the genesis must be of')
    .argument('<zkey>', 'the zkey')
    .action(async (genesis: string, ptau: string, zkey: string, _: VerifyZkeyOptions, word: Command) => {
      const options = word.optsWithGlobals<VerifyZkeyOptions>();
      const { verifyFromInit } = await import('../zkey/verify.ts');
      await verifyFromInit([genesis, ptau, zkey], options, shell);
    })
    .addHelpText(
      'after',
      examples(
        ['brebaje zkey verify init circuit_00000.zkey pot14.ptau circuit_final.zkey'],
        `Of the phase 1 only α and β are compared with the genesis.\n${VERDICTS}`,
      ),
    );
  withHash(
    verify
      .command('genesis')
      .description('Verify the file that a ceremony begins with, before anybody contributes.'),
  )
    .argument('<r1cs>', 'the circuit')
    .argument('<ptau>', 'the phase 1')
    .argument('<zkey>', 'the genesis')
    .action(async (r1cs: string, ptau: string, zkey: string, _: VerifyZkeyOptions, word: Command) => {
      const options = word.optsWithGlobals<VerifyZkeyOptions>();
      const { verifyGenesisFile } = await import('../zkey/verify.ts');
      await verifyGenesisFile([r1cs, ptau, zkey], options, shell);
    })
    .addHelpText(
      'after',
      examples(['brebaje zkey verify genesis circuit.r1cs pot14.ptau circuit_00000.zkey'], VERDICTS),
    );
  verify.addHelpText(
    'after',
    examples(
      [
        'brebaje zkey verify --genesis circuit_00000.zkey circuit_00008.zkey',
        'brebaje zkey verify --genesis circuit_00000.zkey --previous circuit_00007.zkey circuit_00008.zkey',
        'brebaje zkey verify --r1cs circuit.r1cs --ptau pot14.ptau circuit_final.zkey',
        'brebaje zkey verify circuit.r1cs pot14.ptau circuit_final.zkey',
        'brebaje zkey verify --genesis circuit_00000.zkey --manifest manifest.json circuit_final.zkey',
        'brebaje zkey verify --genesis circuit_00000.zkey --beacon 0102030405 circuit_final.zkey',
      ],
      'From a genesis alone a chain is “sound from this genesis”. “Valid” needs the circuit and phase 1, too: then\n' +
        'the genesis is verified, or made when none is given. It also needs no more than a ceremony’s manifest, which\n' +
        `pins both, when you know its hash. Zkeys may be slim.\n${VERDICTS}`,
    ),
  );
}

const NO_BELLMAN =
  'bellman’s form of a zkey is not read or written here: on the way back one direction of H is lost, and no ' +
  'verification that looks at all of H accepts the file';
const INSTEAD_OF_BELLMAN = 'contribute with brebaje zkey contribute, or with snarkjs zkey contribute';

function defineExport(command: Command, shell: Shell): void {
  const words = command.command('export').description('Write what verifiers need.');
  withOutput(
    words.command('verificationkey').description('Write the verification key as JSON, as snarkjs does.'),
  )
    .argument('<zkey>', 'the final zkey')
    .argument('[json]', 'default: <circuit>_vkey.json, or verification_key.json')
    .action(async (zkey: string, json: string | undefined, options: ExportOptions) => {
      const { exportVerificationKey } = await import('../zkey/export.ts');
      await exportVerificationKey([zkey, json], options, shell);
    })
    .addHelpText('after', examples(['brebaje zkey export verificationkey circuit_final.zkey']));
  withOutput(
    words.command('solidityverifier').description('Write a contract that verifies proofs on Ethereum.'),
  )
    .argument('<zkey>', 'the final zkey, on BN254')
    .argument('[sol]', 'default: <circuit>_verifier.sol, or verifier.sol')
    .option('--contract <name>', 'the contract’s name (default: Groth16Verifier)')
    .action(async (zkey: string, sol: string | undefined, options: ExportOptions) => {
      const { exportSolidityVerifier } = await import('../zkey/export.ts');
      await exportSolidityVerifier([zkey, sol], options, shell);
    })
    .addHelpText('after', examples(['brebaje zkey export solidityverifier circuit_final.zkey verifier.sol']));
  defineForeign(words, 'arkworks', shell);
  defineForeign(words, 'gnark', shell);
  refuseWord(
    words,
    'json',
    'zkeys are not written as JSON here: it would be many times as large, and no tool reads it',
    'brebaje zkey info shows what a zkey is; zkey export verificationkey writes its key as JSON',
  );
  refuseWord(words, 'bellman', NO_BELLMAN, INSTEAD_OF_BELLMAN);
}

/** Keys for programs that are not of snarkjs. */
function defineForeign(words: Command, format: 'arkworks' | 'gnark', shell: Shell): void {
  const isArkworks = format === 'arkworks';
  const word = withOutput(
    words
      .command(format)
      .description(
        isArkworks
          ? 'Write a key as ark-groth16 reads it, by ark-serialize.'
          : 'Write the verifying key as gnark reads it.',
      ),
  )
    .argument('<zkey>', 'the final zkey')
    .argument('[key]', `default: <circuit>_vkey.${isArkworks ? 'ark, or <circuit>_pkey.ark' : 'gnark'}`)
    .addOption(new Option('--key <key>', 'which key').choices(['verifying', 'proving']).default('verifying'))
    .option('--uncompressed', 'both coordinates of each point: twice as large, and much quicker to read');
  if (isArkworks) {
    word.addOption(
      new Option(
        '--reduction <name>',
        'how the prover divides: libsnark, ark-groth16’s own, or circom, ark-circom’s',
      )
        .choices(['libsnark', 'circom'])
        .default('libsnark'),
    );
  }
  word
    .action(async (zkey: string, key: string | undefined, options: ForeignKeyOptions) => {
      const { exportForeignKey } = await import('../zkey/export.ts');
      await exportForeignKey(format, [zkey, key], options, shell);
    })
    .addHelpText(
      'after',
      isArkworks
        ? examples(
            [
              'brebaje zkey export arkworks circuit_final.zkey',
              'brebaje zkey export arkworks circuit_final.zkey --key proving --uncompressed',
            ],
            'deserialize_compressed, or with --uncompressed deserialize_uncompressed, of VerifyingKey and ProvingKey.\n' +
              'A proving key for libsnark’s reduction needs memory for H. On BLS12-381 arkworks’ own prover cannot use it:\n' +
              'its domains are numbered by other roots of unity than snarkjs’.',
          )
        : examples(
            ['brebaje zkey export gnark circuit_final.zkey'],
            'ReadFrom of a groth16.VerifyingKey reads it. There is no proving key: gnark proves only for circuits that\n' +
              'it compiled itself.',
          ),
    );
}
