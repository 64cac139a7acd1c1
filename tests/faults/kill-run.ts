/** Kills a server again and again while people take part, and looks for a broken promise after every kill. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '@brebaje/ceremony/simulate/random';
import { freePort } from '../support/free-port.ts';
import { type Transcript, transcriptOf, verdictOf } from '../support/transcript.ts';
import { Disk, type Ending, Ledger } from './ledger.ts';
import { ServerProcess } from './server-process.ts';
import { type Deed, POLICY_FLAGS, SimulatedClient, type World } from './simulated-client.ts';

export interface KillOptions {
  kills: number;
  seed: number;
  /** People who take part at the same time. */
  crowd: number;
  /** The whole transcript is verified after every so many kills, and in the end. */
  verifyEvery: number;
  tell?: (line: string) => void;
}

export interface KillFigures {
  /** Of a server that listened; those during its start come on top. */
  kills: number;
  /** How the open turn stood at the moment of the kill, or that the server was starting. */
  killsWhile: Record<string, number>;
  endings: Record<Ending | 'failed', number>;
  deeds: Partial<Record<Deed, number>>;
  sessions: number;
  receipts: number;
  /** In the transcript at the end. */
  contributions: number;
  transcriptsVerified: number;
  millis: number;
  violations: string[];
  complaints: string[];
}

const FLAGS = ['--ceremony-sizes', '4,3:8,3', '--sign-ins-per-minute', '1000000', ...POLICY_FLAGS];

export async function runKills(options: KillOptions): Promise<KillFigures> {
  const data = mkdtempSync(join(tmpdir(), 'brebaje-kill-'));
  const run = new KillRun(options, new ServerProcess(data, await freePort(), FLAGS));
  try {
    return await run.run();
  } finally {
    await run.server.kill();
    rmSync(data, { recursive: true, force: true });
  }
}

class KillRun {
  readonly server: ServerProcess;
  readonly #options: KillOptions;
  readonly #random: Random;
  readonly #ledger = new Ledger();
  readonly #figures: KillFigures;
  #posted = () => {};
  #closing = false;

  constructor(options: KillOptions, server: ServerProcess) {
    this.server = server;
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#figures = {
      kills: 0,
      killsWhile: {},
      endings: { accepted: 0, refused: 0, aborted: 0, failed: 0 },
      deeds: {},
      sessions: 0,
      receipts: 0,
      contributions: 0,
      transcriptsVerified: 0,
      millis: 0,
      violations: this.#ledger.violations,
      complaints: server.complaints,
    };
  }

  async run(): Promise<KillFigures> {
    const started = Date.now();
    const { server } = this;
    await server.start();
    const world = await this.#world();
    const crowd = Array.from({ length: this.#options.crowd }, () => this.#seat(world));
    for (let kill = 1; kill <= this.#options.kills && !this.#failed; kill++) {
      await this.#untilTheMoment();
      await server.kill();
      this.#figures.kills = kill;
      this.#count(await this.#look());
      await this.#rise();
      await this.#compare(kill % this.#options.verifyEvery === 0);
      if (kill % 20 === 0) this.#options.tell?.(this.#line(started));
    }
    this.#closing = true;
    if (!this.#failed) await Promise.all(crowd);
    await this.#compare(true);
    await server.stop();
    await this.#look();
    const { sessions, receipts } = this.#ledger;
    return Object.assign(this.#figures, {
      sessions: sessions.length,
      receipts: receipts.size,
      millis: Date.now() - started,
    });
  }

  get #failed(): boolean {
    return this.#ledger.violations.length > 0 || this.server.complaints.length > 0;
  }

  async #world(): Promise<World> {
    const { server } = this;
    const { json } = await server.send('/info/status');
    return {
      server,
      random: this.#random,
      ledger: this.#ledger,
      receiptAddress: json.sequencer_address,
      turnOf: (identity) => this.#onDisk((disk) => disk.turnOf(identity)),
      posted: () => this.#posted(),
      count: (what) => {
        this.#figures.deeds[what] = (this.#figures.deeds[what] ?? 0) + 1;
      },
    };
  }

  /** One person after another, until the run comes to its end. */
  async #seat(world: World): Promise<void> {
    while (!this.#closing && !this.#failed) {
      const ending = await new SimulatedClient(world).takePart();
      this.#figures.endings[ending] += 1;
    }
  }

  /** Mostly within moments of a contribution being sent: there the server has most to lose. */
  async #untilTheMoment(): Promise<void> {
    const roll = this.#random.uniform();
    if (roll < 0.2) return sleep(this.#random.between(0, 2_500));
    const sent = new Promise<void>((resolve) => {
      this.#posted = resolve;
    });
    await Promise.race([sent, sleep(15_000)]);
    await sleep(this.#random.between(0, roll < 0.6 ? 40 : 250));
  }

  /** Starts again; now and then it is killed while it starts. */
  async #rise(): Promise<void> {
    while (this.#random.uniform() < 0.08) {
      const starting = this.server.start().catch(() => {});
      await sleep(this.#random.between(100, 2_500));
      await this.server.kill();
      await starting;
      this.#count('starting');
    }
    await this.server.start();
  }

  /** What lies on the disk while the server is dead. Resolves to how the open turn stands. */
  #look(): Promise<string> {
    const now = Date.now();
    return this.#onDisk(async (disk) => {
      this.#ledger.violations.push(...(await disk.broken(this.#ledger, now)));
      const open = (await disk.turns()).find(({ phase }) => phase !== 'CLOSED');
      return open?.phase ?? 'no turn open';
    });
  }

  #count(what: string): void {
    this.#figures.killsWhile[what] = (this.#figures.killsWhile[what] ?? 0) + 1;
  }

  /** What the server says after it has risen: every receipt so far at one index of the transcript. */
  async #compare(whole: boolean): Promise<void> {
    const promised = [...this.#ledger.receipts];
    const transcript = await transcriptOf(this.server);
    for (const [identity, { receipt }] of promised)
      if (!isIn(transcript, receipt)) this.#ledger.violations.push(`${identity} is not in the transcript`);
    for (const [identity, ending] of this.#ledger.guilty)
      if (transcript.participantIds.includes(identity))
        this.#ledger.violations.push(`${identity} is in the transcript and should have been ${ending}`);
    this.#figures.contributions = transcript.participantIds.length - 1;
    if (!whole) return;
    const verdict = await verdictOf(this.server);
    if (verdict.ok) this.#figures.transcriptsVerified += 1;
    else this.#ledger.violations.push(`the transcript is wrong: ${JSON.stringify(verdict)}`);
  }

  async #onDisk<T>(look: (disk: Disk) => Promise<T>): Promise<T> {
    const disk = new Disk(this.server.data);
    try {
      return await look(disk);
    } finally {
      await disk.close();
    }
  }

  #line(started: number): string {
    const { kills, contributions, killsWhile, deeds } = this.#figures;
    const seconds = Math.round((Date.now() - started) / 1000);
    return `${seconds} s: ${kills} kills, ${contributions} contributions ${JSON.stringify({ killsWhile, deeds })}`;
  }
}

function isIn({ participantIds, transcripts }: Transcript, receipt: string): boolean {
  const { identity, witness } = JSON.parse(receipt) as { identity: string; witness: string[] };
  const index = participantIds.indexOf(identity);
  return (
    index > 0 &&
    participantIds.lastIndexOf(identity) === index &&
    witness.length === transcripts.length &&
    transcripts.every((sub, number) => sub.witness.potPubkeys[index] === witness[number])
  );
}
