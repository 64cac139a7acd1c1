import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaults } from '@brebaje/server/config/options';
import { type RunningServer, startServer } from '@brebaje/server/serve';
import { testVerification } from '@brebaje/server/verify/test-verification';
import { pino } from 'pino';
import { main } from '../main.ts';
import type { Shell } from '../shell.ts';
import { testShell } from './test-shell.ts';

/** How a run in this process ended. */
export interface Ran {
  code: number;
  out: string;
  err: string;
  /** The document that --json printed; any, so that tests read it as they like. */
  // biome-ignore lint/suspicious/noExplicitAny: documents differ by command
  json: any;
}

/** Somebody with a home, who runs the command. */
export interface CliPerson {
  run(args: string[], shell?: Partial<Shell>): Promise<Ran>;
  /** The same, which must end well with a document. */
  json(args: string[]): Promise<Ran['json']>;
}

/** A server with small sizes in this process, and a folder for files. */
export interface RestStage {
  server: RunningServer;
  url: string;
  folder: string;
  data: string;
  person(name: string): CliPerson;
  /** Somebody who is signed in by the link that a new server prints; once. */
  operator(): Promise<CliPerson>;
  file(name: string): string;
  close(): Promise<void>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function setRestStage(): Promise<RestStage> {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-rest-'));
  const data = join(folder, 'data');
  const server = await startServer(
    {
      ...defaults(),
      data,
      host: ['127.0.0.1'],
      port: 0,
      operatorPort: 0,
      threads: 1,
      ceremonySizes: '4,3:8,3',
      signInsPerMinute: 100_000,
    },
    { log: pino({ level: process.env.TEST_LOG ?? 'silent' }), verification: testVerification() },
  );
  const person = (name: string): CliPerson => {
    const home = { HOME: join(folder, name), BREBAJE_DATA: data };
    const run = async (args: string[], given: Partial<Shell> = {}): Promise<Ran> => {
      const shell = testShell({ ...given, env: { ...home, ...given.env } });
      const code = await main(['node', 'brebaje', ...args], shell);
      const out = shell.outText();
      return {
        code,
        out,
        err: shell.errText(),
        json: parsed(out),
      };
    };
    return {
      run,
      async json(args) {
        const ran = await run([...args, '--json']);
        if (ran.code !== 0) throw new Error(`${args.join(' ')} ended with ${ran.code}: ${ran.err}`);
        return ran.json;
      },
    };
  };
  return {
    server,
    url: server.url,
    folder,
    data,
    person,
    async operator() {
      const operator = person('operator');
      await operator.json(['login', server.operatorLink ?? '']);
      return operator;
    },
    file: (name) => join(folder, name),
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
