import type { Command } from 'commander';
import type { AttachOptions } from '../attestation/attach.ts';
import type { VerifyAttestationOptions } from '../attestation/verify.ts';
import { examples, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje attestation verify|attach` */
export function define(command: Command, shell: Shell): void {
  command
    .command('verify')
    .description('Check that an attestation is of a published contribution, and who signed it.')
    .argument('<file>', 'attestation.md as its contributor published it')
    .option('--ceremony <where>', 'address of the ceremony’s page, or the folder of its archive')
    .option('--signature <file>', 'detached signature: of ssh-keygen, of gpg, or of a wallet in hex')
    .option('--ssh-allowed-signers <file>', 'who has which key, as ssh-keygen reads it')
    .option('--ssh-key <file>', 'the contributor’s public key')
    .option('--address <address>', 'the contributor’s address')
    .option('--json', 'print one JSON object')
    .exitOverride()
    .action(async (file: string, options: VerifyAttestationOptions) => {
      const { verifyAttestation } = await import('../attestation/verify.ts');
      await verifyAttestation(file, options, shell);
    });
  withRest(
    command
      .command('attach')
      .description('Show where your attestation is, and a note, beside your contributions.'),
  )
    .argument('<ceremony>', 'slug, number or address of its page')
    .option('--circuit <circuit>', 'slug or place; default: all that you contributed to')
    .option('--url <address>', 'where you published it; https')
    .option('--note <text>', 'on hardware and entropy, in your words')
    .option('--remove', 'show nothing of it any more')
    .action(async (ceremony: string, options: AttachOptions) => {
      const { attachAttestation } = await import('../attestation/attach.ts');
      await attachAttestation(ceremony, options, shell);
    });
  command.addHelpText(
    'after',
    examples([
      'brebaje attestation verify attestation.md --ceremony https://ceremony.example.org/c/proofs',
      'brebaje attestation verify attestation.md --ceremony ./proofs-archive --signature attestation.md.sig --ssh-key ada.pub',
      'brebaje attestation attach proofs --url https://example.org/ada --note "A laptop bought for it, and dice"',
    ]),
  );
}
