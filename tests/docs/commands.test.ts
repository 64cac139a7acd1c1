import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { freshKey, signIn } from '@brebaje/client/sign-in';
import { powersFor, r1csOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { expect, it, vi } from 'vitest';
import { blocksOf, commandsOf, house, page, pages, stepsOf } from './pages.ts';
import { makeStage, missing, type Stage } from './stage.ts';

/** Commands that cannot run here, each with the reason. */
const NOT_RUN: [RegExp, string][] = [
  [/^npm test$/, 'that is what runs'],
  [/^npm run pack$/, 'packing has a test of its own (tests/pack.test.ts)'],
  [/^apt-get /, 'installs into the system'],
  [/^git clone /, 'the stage is a clone'],
  [/^cd brebaje$/, 'the stage is in it'],
  [
    /^systemctl (daemon-reload|restart caddy)$/,
    'needs systemd; the Caddyfile is tested in tests/deploy.test.ts',
  ],
  [/\bdocker compose\b/, 'needs Docker and images from a registry'],
  [/^(createdb|pg_dump) /, 'needs a Postgres server of the system; the store is tested on its own'],
  [/^scp /, 'needs a second machine'],
  [/^brebaje worker /, 'needs Postgres; tested in tests/faults/workers.test.ts'],
  [/^brebaje doctor --config /, 'needs a bucket; tested in apps/server/src/store/probe-storage.test.ts'],
  [/^brebaje notify test/, 'needs a mail server; tested in apps/server/src/operator/operator.test.ts'],
  [/--type-entropy/, 'needs a terminal'],
  [
    /^(brebaje attestation |ssh-keygen -Y sign|gpg --detach-sign|printf 0x; od )/,
    'needs keys and a ceremony of circuits; run in tests/scenarios/attestations.test.ts',
  ],
  [
    /^brebaje powersoftau fetch /,
    'downloads from the internet; tested in apps/cli/src/powersoftau/fetch.test.ts',
  ],
];

/** What a page needs besides its commands: servers to be started, files that somebody else would bring. */
type Story = (stage: Stage) => {
  before?(): Promise<void>;
  /** Does something in place of, or before, a command; true: in its place. */
  at?(command: string): Promise<boolean | undefined>;
  /** What has to be true after the last command. */
  end?(): Promise<void>;
};

const serve = 'brebaje serve';

const STORIES: Record<string, Story> = {
  'README.md': (stage) => {
    let serving = false;
    return {
      async at(command) {
        if (command.includes('ceremony create')) writeFileNamed(stage, 'README.md', 'my-ceremony.toml');
        if (command !== 'npm start') return undefined;
        if (!serving) await stage.start('npm start');
        serving = true;
        return true;
      },
      async end() {
        const body = JSON.stringify({ token: stage.token });
        const headers = { 'content-type': 'application/json' };
        const look = await fetch(`${stage.url}/auth/invitation/look`, { method: 'POST', headers, body });
        const expected = {
          role: 'participant',
          state: 'OPEN',
          ceremony: { slug: 'my-ceremony', status: 'OPENED' },
        };
        expect(await look.json()).toMatchObject(expected);
      },
    };
  },

  'docs/examples/basic-ceremony.md': (stage) => ({
    async at(command) {
      if (command.includes('ceremony check'))
        writeFileNamed(stage, 'docs/examples/basic-ceremony.md', 'basic.toml');
      if (command !== serve) return undefined;
      await stage.start(serve);
      return true;
    },
  }),

  'docs/verify/README.md': (stage) => ({
    async before() {
      await stage.start(serve);
      await contributed(stage, '.');
    },
  }),

  'docs/guides/participating.md': (stage) => ({
    async before() {
      await stage.start(serve);
      writeKey(stage);
      writeFileSync(join(stage.folder, 'dice.txt'), '3 1 4 1 5 9 2 6');
    },
    async at(command) {
      if (command.includes('session.json'))
        writeFileSync(join(stage.folder, 'session.json'), await sessionJson(stage));
      if (command.includes('/app/join#')) await invited(stage);
      if (command.startsWith('brebaje receipt')) {
        const kept = readdirSync(stage.folder).find((name) => name.startsWith('brebaje-'))!;
        cpSync(join(stage.folder, kept, 'receipt.json'), join(stage.folder, 'receipt.json'));
      }
      return undefined;
    },
  }),

  'docs/guides/by-hand.md': (stage) => ({
    async before() {
      writeFileSync(join(stage.folder, 'dice.txt'), '3 1 4 1 5 9 2 6');
      writeFileSync(join(stage.folder, 'circuit.r1cs'), await r1csOf(smallCircuit('bn254')));
      writeSnarkjs(stage);
    },
    async end() {
      const key = JSON.parse(readFileSync(join(stage.folder, 'circuit_vkey.json'), 'utf8'));
      expect(key).toMatchObject({ protocol: 'groth16', nPublic: 2 });
    },
  }),

  'docs/guides/contributing-to-circuits.md': (stage) => {
    const read = (name: string) => JSON.parse(readFileSync(join(stage.folder, name), 'utf8'));
    const well = async (command: string) => {
      const ran = await stage.run(command);
      if (ran.code !== 0) throw new Error(`${command} ended with ${ran.code}: ${ran.err}`);
      return ran;
    };
    return {
      async before() {
        const circuit = smallCircuit('bn254');
        writeFileSync(join(stage.folder, 'transfer.r1cs'), await r1csOf(circuit));
        writeFileSync(join(stage.folder, 'pot.ptau'), await powersFor(circuit));
        writeFileSync(join(stage.folder, 'dice.txt'), '3 1 4 1 5 9 2 6');
        writeSnarkjs(stage);
        await stage.start(serve);
        const hash = createHash('sha256')
          .update(readFileSync(join(stage.folder, 'pot.ptau')))
          .digest('hex');
        const operator = { ...stage.env };
        stage.env.XDG_CONFIG_HOME = join(stage.root, 'operator');
        await well(`brebaje login '${stage.url}/app/join#…'`);
        writeFileSync(
          join(stage.folder, 'proofs.toml'),
          `slug = "proofs"\ntitle = "Proofs"\nscheme = "GROTH16"\ntest = true\n[about]\npurpose = "A test."\nsupport = "help@example.org"\n[[circuits]]\nslug = "transfer"\nr1cs = "transfer.r1cs"\nptau = "pot.ptau"\nptau-hash = "${hash}"\n`,
        );
        await well('brebaje ceremony create proofs.toml --open');
        await well('brebaje participant invite proofs --name Carol');
        stage.env = operator;
        const { items } = (await (await fetch(`${stage.url}/ceremonies`)).json()) as {
          items: { slug: string; manifestHash: string }[];
        };
        stage.env.MANIFEST = items.find(({ slug }) => slug === 'proofs')!.manifestHash;
        stage.env.TOKEN = stage.token;
      },
      async at(command) {
        const { env } = stage;
        if (command.includes('$SESSION') || command.includes('$ID')) {
          const me = read('me.json');
          Object.assign(env, { SESSION: me.session_id, ID: String(me.participantId) });
        }
        if (command.includes('$WHOLE')) env.WHOLE = read('turn.json').base.whole.url;
        if (command.includes('$UPLOAD')) env.UPLOAD = String(read('upload.json').id);
        if (command.includes('$PART')) env.PART = read('parts.json').parts[0].url;
        if (command.includes('$ETAG'))
          env.ETAG = /^etag: "?([^"\r\n]+)/im.exec(
            readFileSync(join(stage.folder, 'headers.txt'), 'utf8'),
          )![1]!;
        if (command.includes('participantId=')) await vi.waitFor(() => done(stage), { timeout: 300_000 });
        if (command.includes('$NUMBER')) env.NUMBER = String(read('contributions.json').items[0].id);
        return undefined;
      },
      async end() {
        const { contributionHash } = read('contributions.json').items[0];
        expect(JSON.parse(read('receipt.json').receipt)).toMatchObject({ position: 3, contributionHash });
      },
    };
  },

  'docs/guides/circuits.md': (stage) => ({
    async before() {
      const circuit = smallCircuit('bn254');
      const write = (name: string, bytes: Uint8Array | string) =>
        writeFileSync(join(stage.folder, name), bytes);
      write('transfer.r1cs', await r1csOf(circuit));
      write('mint.r1cs', await r1csOf({ ...circuit, constraints: 12 }));
      write('transfer.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
      write('dice.txt', '3 1 4 1 5 9 2 6');
      writeFileNamed(stage, 'docs/guides/circuits.md', 'proofs.toml');
      await stage.start(serve);
      for (const command of [
        `brebaje login '${stage.url}/app/join#…'`,
        'brebaje powersoftau new bn254 6 pot_0.ptau',
        'brebaje powersoftau contribute pot_0.ptau pot_1.ptau --entropy-file dice.txt',
        'brebaje powersoftau prepare phase2 pot_1.ptau pot.ptau',
        'brebaje zkey new mint.r1cs pot.ptau mint_00000.zkey',
        'brebaje zkey contribute mint_00000.zkey mint_00001.zkey --genesis mint_00000.zkey --name Ada --entropy-file dice.txt',
      ]) {
        const { code, err } = await stage.run(command);
        if (code !== 0) throw new Error(`${command} ended with ${code}: ${err}`);
      }
    },
  }),

  'docs/guides/operators.md': (stage) => {
    const data = join(stage.root, 'var/lib/private/brebaje');
    const start = () => stage.start(`${serve} --config /etc/brebaje/brebaje.toml --data ${data}`);
    return {
      async before() {
        const toml = blocksOf(page('docs/guides/operators.md')).find(({ language }) => language === 'toml');
        writeFileSync(join(stage.folder, 'brebaje.toml'), toml!.text);
        writeFileSync(join(stage.folder, 'database-url'), 'postgres://brebaje@localhost/brebaje\n');
        writeKey(stage);
      },
      async at(command) {
        const word = /^systemctl (?:enable --now|(start|stop|restart)) brebaje$/.exec(command);
        if (word) {
          if (word[1] === 'stop') await contributed(stage, join(stage.root, 'srv/alice'));
          if (word[1] === 'stop' || word[1] === 'restart') await stage.stop();
          if (word[1] !== 'stop') await start();
          return true;
        }
        const assignment = /^export (\w+)=(.*)$/.exec(command);
        if (assignment) {
          stage.env[assignment[1]!] = stage.placed(assignment[2]!);
          return true;
        }
        if (command.startsWith('brebaje handover import')) {
          await stage.stop();
          cpSync(join(data, 'handover'), join(stage.root, 'srv/handover'), { recursive: true });
          renameSync(data, `${data}.old`);
          await start();
        }
        return undefined;
      },
    };
  },
};

/** snarkjs on the path. It asks for entropy unless it is told; nobody types here. */
function writeSnarkjs({ root }: Stage): void {
  const cli = join(house, 'node_modules/snarkjs/build/cli.cjs');
  const script = `#!/bin/sh\ncase "$2" in contribute) set -- "$@" -e=something ;; esac\nexec node '${cli}' "$@"\n`;
  writeFileSync(join(root, 'usr/local/bin/snarkjs'), script, { mode: 0o755 });
}

/** Throws until the person of the page is done with every circuit. */
async function done({ url, env }: Stage): Promise<void> {
  const person = (await (await fetch(`${url}/participants/${env.ID}`)).json()) as { status: string };
  expect(person.status).toBe('DONE');
}

/** A file that a page shows, with its name in the first line, as a reader saves it. */
function writeFileNamed({ folder }: Stage, path: string, name: string): void {
  const { text } = blocksOf(page(path)).find((block) => block.text.startsWith(`# ${name}\n`))!;
  writeFileSync(join(folder, name), text);
}

/** Somebody has invited the reader: the latest link is for them. */
async function invited(stage: Stage): Promise<void> {
  const data = join(stage.folder, 'brebaje-data');
  for (const command of [
    `brebaje operator link --data '${data}'`,
    `brebaje login '${stage.url}/app/join#…'`,
    `brebaje participant invite 1 --name Ada`,
  ]) {
    const ran = await stage.run(command);
    if (ran.code !== 0) throw new Error(`nobody could be invited: ${ran.err}`);
  }
}

function writeKey({ folder }: Stage): void {
  writeFileSync(join(folder, 'key'), randomBytes(32).toString('hex'), { mode: 0o600 });
}

/** Somebody contributes with a fresh key, and keeps the files in a folder. */
async function contributed(stage: Stage, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const ran = await stage.run(`brebaje contribute ${stage.url} --new --output '${folder}'`);
  if (ran.code !== 0) throw new Error(`nobody could contribute: ${ran.err}`);
}

/** What the sign-in page shows at its end. */
async function sessionJson({ url }: Stage): Promise<string> {
  const signedIn = await signIn(nodeSurroundings(), sequencerUrl(url), freshKey());
  return JSON.stringify({ id_token: { sub: signedIn.identity }, session_id: signedIn.sessionId });
}

/** Run by tests of their own; or tests, mostly, which curve-engine.test.ts looks for. */
const ELSEWHERE = [
  'docs/guides/coordinating.md',
  'docs/guides/phase-2.md',
  'docs/verify/curve-engine.md',
  'docs/verify/finished-ceremony.md',
  'docs/verify/without-brebaje.md',
];

const withCommands = pages().filter((from) => commandsOf(from).length > 0 && !ELSEWHERE.includes(from.path));

it('every page with commands has a story', () => {
  expect(withCommands.map(({ path }) => path).sort()).toEqual(Object.keys(STORIES).sort());
});

it('every reason not to run a command is of use', () => {
  const all = withCommands.flatMap(commandsOf);
  expect(NOT_RUN.filter(([pattern]) => !all.some((command) => pattern.test(command)))).toEqual([]);
});

it.concurrent.for(withCommands)(
  'the commands of $path do what they say, in their order',
  { timeout: 400_000 },
  async (from, { onTestFinished }) => {
    const stage = await makeStage();
    onTestFinished(() => stage.remove());
    const story = STORIES[from.path]!(stage);
    await story.before?.();
    for (const step of stepsOf(from)) {
      const { command } = step;
      if (NOT_RUN.some(([pattern]) => pattern.test(command))) continue;
      if (await story.at?.(command)) continue;
      const ran = await stage.run(command);
      if (ran.code !== 0) throw new Error(`${command} ended with ${ran.code}:\n${ran.err}${ran.out}`);
      expect({ command, missing: missing(step, ran, stage), ran }).toMatchObject({ missing: [] });
    }
    await story.end?.();
  },
);

it('the README counts rightly from a bare machine to the first invitation', () => {
  const { text } = page('README.md');
  const section = /^## Your own ceremony[\s\S]*?(?=^## )/m.exec(text)![0];
  const part = { path: 'README.md', text: section };
  expect(commandsOf(part)).toHaveLength(6);
  expect(commandsOf(part).at(-1)).toContain('--open --invite Ada');
  // Every command is a line of its own: two in one would be counted as one.
  expect(commandsOf(part).join()).not.toContain('&&');
  expect(blocksOf(part).filter(({ language }) => language === 'toml')).toHaveLength(1);
});
