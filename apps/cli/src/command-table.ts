import type { Command } from 'commander';
import type { Shell } from './shell.ts';

/** A file under commands/: adds arguments, options, examples and the action to its command. */
export interface CommandModule {
  define(command: Command, shell: Shell): void;
}

interface Entry {
  name: string;
  summary: string;
  group:
    | 'Take part'
    | 'Check'
    | 'Work on files'
    | 'Coordinate a ceremony'
    | 'Run a server'
    | 'Operate a running server';
  load(): Promise<CommandModule>;
}

/** Every word after `brebaje`. Only the module of the word that is used gets loaded. */
export const COMMANDS: Entry[] = [
  {
    name: 'contribute',
    summary: 'take part in a ceremony',
    group: 'Take part',
    load: () => import('./commands/contribute.ts'),
  },
  {
    name: 'compute',
    summary: 'compute an exported contribution, on a machine without a network',
    group: 'Take part',
    load: () => import('./commands/compute.ts'),
  },
  {
    name: 'login',
    summary: 'sign in at a server, by a code, a key or an invitation',
    group: 'Take part',
    load: () => import('./commands/login.ts'),
  },
  {
    name: 'logout',
    summary: 'end the session at a server',
    group: 'Take part',
    load: () => import('./commands/logout.ts'),
  },
  {
    name: 'whoami',
    summary: 'show who is signed in, and where they take part',
    group: 'Take part',
    load: () => import('./commands/whoami.ts'),
  },
  {
    name: 'status',
    summary: 'show how a ceremony stands',
    group: 'Check',
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'verify',
    summary: 'verify a whole ceremony, of a server, in an archive or in a file',
    group: 'Check',
    load: () => import('./commands/verify.ts'),
  },
  {
    name: 'receipt',
    summary: 'verify a receipt',
    group: 'Check',
    load: () => import('./commands/receipt.ts'),
  },
  {
    name: 'attestation',
    summary: 'verify an attestation and its signature, or show yours beside your contribution',
    group: 'Check',
    load: () => import('./commands/attestation.ts'),
  },
  {
    name: 'archive',
    summary: 'keep everything of a ceremony as a folder that needs no server',
    group: 'Check',
    load: () => import('./commands/archive.ts'),
  },
  {
    name: 'log',
    summary: 'verify a ceremony’s audit trail, of a server or in a file',
    group: 'Check',
    load: () => import('./commands/log.ts'),
  },
  {
    name: 'check-verifier',
    summary: 'find out whether a verifier is open to forged proofs, or not that of its ceremony',
    group: 'Check',
    load: () => import('./commands/check-verifier.ts'),
  },
  {
    name: 'zkey',
    summary: 'make, contribute to, verify and export circuits’ zkeys, on files',
    group: 'Work on files',
    load: () => import('./commands/zkey.ts'),
  },
  {
    name: 'groth16',
    summary: 'make a circuit’s genesis, by the words of snarkjs',
    group: 'Work on files',
    load: () => import('./commands/groth16.ts'),
  },
  {
    name: 'powersoftau',
    summary: 'make, contribute to, prepare and verify powers of tau, on files',
    group: 'Work on files',
    load: () => import('./commands/powersoftau.ts'),
  },
  {
    name: 'project',
    summary: 'make projects, and say who coordinates them',
    group: 'Coordinate a ceremony',
    load: () => import('./commands/project.ts'),
  },
  {
    name: 'ceremony',
    summary: 'create, check, open, watch, close and finalize ceremonies',
    group: 'Coordinate a ceremony',
    load: () => import('./commands/ceremony.ts'),
  },
  {
    name: 'participant',
    summary: 'invite people, see where they are, help those who are stuck',
    group: 'Coordinate a ceremony',
    load: () => import('./commands/participant.ts'),
  },
  {
    name: 'circuit',
    summary: 'see the circuits of a ceremony, add one; halt one, and let it go on',
    group: 'Coordinate a ceremony',
    load: () => import('./commands/circuit.ts'),
  },
  {
    name: 'serve',
    summary: 'run the server',
    group: 'Run a server',
    load: () => import('./commands/serve.ts'),
  },
  {
    name: 'pages',
    summary: 'write the pages of a server for a host of files',
    group: 'Run a server',
    load: () => import('./commands/pages.ts'),
  },
  {
    name: 'worker',
    summary: 'verify and finalize for servers, in a process of its own',
    group: 'Run a server',
    load: () => import('./commands/worker.ts'),
  },
  {
    name: 'config',
    summary: 'print every effective option of the server and where it comes from',
    group: 'Run a server',
    load: () => import('./commands/config.ts'),
  },
  {
    name: 'doctor',
    summary: 'check this machine: Node, threads, curve engine, speed',
    group: 'Run a server',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'restore',
    summary: 'make a data folder from a backup',
    group: 'Run a server',
    load: () => import('./commands/restore.ts'),
  },
  {
    name: 'operator',
    summary: 'print a link that makes somebody an operator or a coordinator',
    group: 'Operate a running server',
    load: () => import('./commands/operator.ts'),
  },
  {
    name: 'privacy',
    summary: 'show or erase what is stored about a person',
    group: 'Operate a running server',
    load: () => import('./commands/privacy.ts'),
  },
  {
    name: 'notify',
    summary: 'try out the mail server',
    group: 'Operate a running server',
    load: () => import('./commands/notify.ts'),
  },
  ...(
    [
      ['backup', 'copy the data folder while the server runs'],
      ['drain', 'take nobody in any more and let those inside finish'],
      ['pause', 'stop every clock; nobody loses anything'],
      ['resume', 'go on after a pause'],
      ['amnesty', 'let people back in who lost their place'],
      ['resubmit', 'accept again, after a restore, what a receipt proves'],
      ['export', 'write the result as a trusted setup'],
      ['handover', 'move a ceremony to another server'],
    ] as const
  ).map(([name, summary]) => ({
    name,
    summary,
    group: 'Operate a running server' as const,
    load: async () => (await import('./commands/operate.ts')).operatorCommand(name),
  })),
];
