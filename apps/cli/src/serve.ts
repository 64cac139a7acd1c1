import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PAGES } from '@brebaje/protocol/routes';
import { VERSION } from '@brebaje/protocol/version';
import { loadCircuit } from '@brebaje/server/sequencer/load';
import { type RunningServer, startServer } from '@brebaje/server/serve';
import { CommandError, EXIT } from './exit-codes.ts';
import { invocation } from './invocation.ts';
import { loadServerOptions } from './server-options.ts';
import type { Shell } from './shell.ts';

/** `brebaje serve`: runs until it is told to stop. */
export async function serve(flags: Record<string, unknown>, shell: Shell): Promise<void> {
  const { config } = loadServerOptions(flags, shell);
  config.bundle ??= ownBundle();
  const server = await startServer(config).catch((error: unknown) => {
    throw startFault(error);
  });
  const command = invocation(process.argv[1], process.cwd());
  const at = config.data === './brebaje-data' ? '' : ` --data ${config.data}`;
  const { ceremony, url } = server;
  const base = url.replace(/\/+$/, '');
  const rows = [
    ['Watch', url],
    ...(server.builtPages
      ? [
          ['Contribute', `${base}${PAGES.ceremony}/${encodeURIComponent(ceremony.slug)}/contribute`],
          ['', `${command} contribute ${url}`],
        ]
      : [['Contribute', `${command} contribute ${url}`]]),
    ['Verify', `${command} verify ${url}`],
    ['Close it', `${command} drain${at} --reason "…"`],
    ['Data', server.dataFolder],
  ];
  shell.err(`\n${shell.style('bold', `brebaje ${VERSION}`)} serves the ceremony ${ceremony.slug}\n`);
  if (ceremony.test) {
    const mark = shell.style('yellow', 'TEST');
    shell.err(`${mark}  Nothing made here is for real use: the ceremony is marked as a test everywhere.\n`);
  }
  if (server.operatorLink !== null) shell.err(firstOperator(server.operatorLink, command, at));
  if (ceremony.status === 'PAUSED') shell.err(await aboutPause(server, shell, `${command} %${at}`));
  shell.err(
    `\n${rows.map(([name, value]) => `  ${name!.padEnd(11)} ${value}\n`).join('')}\nCtrl-C stops it; nobody loses anything.\n\n`,
  );
  await new Promise<void>((stop) => {
    if (shell.signal.aborted) stop();
    shell.signal.addEventListener('abort', () => stop(), { once: true });
  });
  shell.err('\nStopping…\n');
  await server.close();
}

/** The way in for whoever runs the server, as long as nobody has rights here. */
function firstOperator(link: string, command: string, at: string): string {
  return [
    'Nobody operates this server yet. Sign in by this link, in a terminal or in your browser; it is good once, for 24 hours:',
    '',
    `  ${command} login '${link}'`,
    '',
    `  Another one: ${command} operator link${at}`,
    '',
  ].join('\n');
}

/** Where a paused ceremony stands, as after a restore, and what ends the pause. */
async function aboutPause(
  { ceremony, application }: RunningServer,
  shell: Shell,
  command: string,
): Promise<string> {
  const { position, headBlob } = await loadCircuit(application.ctx.store.db, ceremony.id);
  const word = (name: string) => command.replace('%', name);
  return [
    `${shell.style('yellow', 'PAUSED')}  Contribution ${position} is the latest, head ${headBlob}.`,
    `        Later ones, from their receipts' holders: ${word('resubmit')} contribution.json receipt.json`,
    `        Then: ${word('resume')} --reason "…"\n`,
  ].join('\n');
}

/** The one-file command that this process runs from, for people to download; null in a clone. */
function ownBundle(): string | null {
  const script = process.argv[1];
  if (!script) return null;
  const beside = join(dirname(realpathSync(script)), 'brebaje.mjs');
  return existsSync(beside) ? beside : null;
}

function startFault(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new CommandError(
      EXIT.config,
      `the address is taken: ${message}`,
      'choose another --port or --operator-port',
    );
  }
  if (code === 'EACCES' && /listen/.test(message)) {
    return new CommandError(
      EXIT.config,
      `not allowed to listen: ${message}`,
      'ports below 1024 need rights; use --port',
    );
  }
  return error;
}
