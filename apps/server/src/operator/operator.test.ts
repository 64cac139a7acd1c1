import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeContribution } from '@brebaje/kzg/contribution';
import { signReceipt } from '@brebaje/kzg/receipt';
import { parseTrustedSetupText } from '@brebaje/kzg/trusted-setup';
import { OPERATOR_ROUTES, type OperatorRoute } from '@brebaje/protocol/operator-routes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMailServer } from '../notify/test-mail-server.ts';
import { handoverText } from '../sequencer/handover-bundle.ts';
import {
  type Answer,
  get,
  type Person,
  startTestServer,
  type TestServer,
  transcriptOf,
} from '../sequencer/test-server.ts';
import { checkEventLog } from '../store/events.ts';
import { restore } from '../store/restore.ts';

const UNKNOWN = 'TryContributeError::UnknownSessionId';
const BUSY = 'TryContributeError::AnotherContributionInProgress';
const FULL = 'TryContributeError::LobbyIsFull';
const reason = 'a reason';

let folder: string;
const tests: TestServer[] = [];
const started = async (...args: Parameters<typeof startTestServer>): Promise<TestServer> => {
  const test = await startTestServer(...args);
  tests.push(test);
  return test;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brebaje-operator-'));
});
afterEach(async () => {
  for (const test of tests.splice(0)) await test.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls an operator's command over the socket. */
function call(test: TestServer, route: OperatorRoute, body: object = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socketPath = join(test.server.dataFolder, 'operator.sock');
    const headers = { 'content-type': 'application/json' };
    const sent = request(
      { socketPath, path: OPERATOR_ROUTES[route], method: 'POST', headers },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, json: JSON.parse(text) }));
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

async function contributes(test: TestServer, person?: Person) {
  const somebody = person ?? (await test.person());
  const contribution = await somebody.compute(await somebody.tryContribute(), {
    identity: somebody.identity,
  });
  const answer = await somebody.contribute(contribution);
  expect(answer.status).toBe(200);
  return { person: somebody, contribution, answer };
}

const count = async (test: TestServer) => (await get(test, '/info/status')).json.num_contributions;

describe('the operator’s socket', () => {
  it('is for the server’s user only, and gone when the server is', async () => {
    const test = await started();
    const path = join(test.server.dataFolder, 'operator.sock');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await call(test, 'status')).json.ceremonies).toMatchObject([{ slug: 'kzg', drain: 'open' }]);
    await test.server.close();
    expect(existsSync(path)).toBe(false);
  });

  it('says what is wrong with a request', async () => {
    const test = await started();
    expect((await call(test, 'pause', {})).status).toBe(400);
    expect((await call(test, 'pause', { reason: ' ' })).json.error).toContain('a reason is needed');
    expect((await call(test, 'export', { path: 'relative' })).status).toBe(400);
    const unknown = await call(test, 'drain', { ceremony: 'other', reason });
    expect([unknown.status, unknown.json.error]).toEqual([409, 'there is no ceremony other']);
    expect((await call(test, 'resume', { reason })).status).toBe(409);
  });
});

it('tells with what contributions are checked, once one was', async () => {
  const test = await started();
  await contributes(test);
  await expect
    .poll(async () => (await call(test, 'status')).json.kernel)
    .toMatchObject({ curve: 'bls12-381', kernel: expect.stringMatching(/^(fma|wide|plain)$/) });
});

describe('a pause', () => {
  it('stops every clock and loses nobody anything', async () => {
    const test = await started({ contributionTime: 60_000 });
    const [active, waiting] = [await test.person(), await test.person()];
    const handedOut = await active.tryContribute();
    await waiting.tryContribute();
    await test.pass(10_000);
    expect((await call(test, 'pause', { reason })).json).toEqual({ status: 'PAUSED' });
    await test.pass(120_000);
    expect((await waiting.tryContribute()).json.code).toBe(BUSY);
    await test.pass(60_000);
    expect((await call(test, 'resume', { reason })).json).toEqual({ status: 'OPENED' });
    await test.pass(45_000);
    expect((await waiting.tryContribute()).json.code).toBe(BUSY);
    expect((await active.contribute(await active.compute(handedOut))).status).toBe(200);
  });
});

describe('amnesty', () => {
  it('lets back in whoever lost a place or a turn, one or all, and nobody else', async () => {
    const test = await started();
    const { person: done } = await contributes(test);
    const [active, absent] = [await test.person(), await test.person()];
    await active.tryContribute();
    await absent.tryContribute();
    await active.post('/contribute/abort');
    await test.pass(50_000);
    expect((await absent.tryContribute()).json.code).toBe(UNKNOWN);
    expect((await call(test, 'amnesty', { who: done.identity, reason })).status).toBe(409);
    expect((await call(test, 'amnesty', { who: absent.identity, reason })).json).toEqual({ returned: 1 });
    expect((await absent.tryContribute()).json.contributions).toBeDefined();
    expect((await active.tryContribute()).json.code).toBe(UNKNOWN);
    expect((await call(test, 'amnesty', { who: 'all', reason })).json).toEqual({ returned: 1 });
    expect((await active.tryContribute()).json.code).toBe(BUSY);
  });
});

describe('draining', () => {
  it('lets nobody new in, lets those inside finish, then stays drained and readable', async () => {
    const test = await started();
    const [active, inside, late] = [await test.person(), await test.person(), await test.person()];
    const handedOut = await active.tryContribute();
    await inside.tryContribute();
    expect((await call(test, 'drain', { reason })).json).toEqual({ state: 'draining' });
    const refused = await late.tryContribute();
    expect([refused.status, refused.json.code]).toEqual([400, FULL]);
    expect((await get(test, '/auth/request_link')).status).toBe(503);
    await active.contribute(await active.compute(handedOut));
    await test.pass(30_000);
    await contributes(test, inside);
    await test.pass(1_000);
    expect((await call(test, 'drain', { reason })).json).toEqual({ state: 'drained' });
    expect((await late.tryContribute()).json.code).toBe(FULL);
    expect((await transcriptOf(test)).participantIds).toHaveLength(3);
  });
});

describe('an export', () => {
  it('is a trusted setup in either form, and never overwrites', async () => {
    const test = await started();
    await contributes(test);
    const path = join(folder, 'setup.txt');
    const marked = join(folder, 'TEST-setup.txt');
    expect((await call(test, 'export', { path })).json).toMatchObject({ path: marked, test: true });
    expect(parseTrustedSetupText(readFileSync(marked, 'utf8')).g1Monomial).toHaveLength(4 * 48);
    expect((await call(test, 'export', { path })).status).toBe(409);
    const json = join(folder, 'test-setup.json');
    await call(test, 'export', { path: json, sub: 1, form: 'json' });
    expect(JSON.parse(readFileSync(json, 'utf8')).g1_lagrange).toHaveLength(8);
    expect((await call(test, 'export', { path: join(folder, 'x'), sub: 2 })).status).toBe(409);
  });
});

describe('a handover', () => {
  async function handedOver(...options: Parameters<typeof startTestServer>) {
    const old = await started(...options);
    const { person, contribution } = await contributes(old);
    const barred = await old.person();
    await barred.tryContribute();
    await barred.post('/contribute/abort');
    const bundle = join(folder, 'bundle');
    expect((await call(old, 'handoverExport', { folder: bundle })).status).toBe(409);
    await call(old, 'drain', { reason });
    await old.pass(1_000);
    const exported = await call(old, 'handoverExport', { folder: bundle });
    expect(exported.json).toMatchObject({ contributions: 1, identities: 2 });
    return { old, bundle, person, contribution, barred };
  }

  it('continues the same chain on another server, which knows everybody', async () => {
    const { old, bundle, person, barred } = await handedOver();
    const next = await started();
    const previousAddress = old.server.ceremony.receiptAddress;
    const imported = await call(next, 'handoverImport', { folder: bundle, previousAddress });
    expect(imported.json).toMatchObject({ contributions: 1, identities: 2, addresses: [previousAddress] });
    expect(await transcriptOf(next)).toEqual(await transcriptOf(old));
    for (const known of [person, barred]) {
      const again = await next.person(known.identity);
      expect((await again.tryContribute()).json.code).toBe(UNKNOWN);
    }
    await contributes(next);
    expect((await transcriptOf(next)).participantIds).toHaveLength(3);
    await checkEventLog(next.server.application.ctx.store.db, next.server.ceremony.id);
    expect((await call(next, 'handoverImport', { folder: bundle })).json.error).toContain('has begun');
  });

  it('of a real ceremony is taken over only from an address that the operator names', async () => {
    const { old, bundle } = await handedOver({ ceremonyTest: false });
    const next = await started({ ceremonyTest: false });
    const unnamed = await call(next, 'handoverImport', { folder: bundle });
    expect([unnamed.status, unnamed.json.error]).toEqual([409, expect.stringContaining('/info/status')]);
    for (const previousAddress of ['', '0x12'])
      expect((await call(next, 'handoverImport', { folder: bundle, previousAddress })).status).toBe(400);
    expect(await count(next)).toBe(0);
    const previousAddress = (await get(old, '/info/status')).json.sequencer_address;
    expect((await call(next, 'handoverImport', { folder: bundle, previousAddress })).status).toBe(200);
    expect(await count(next)).toBe(1);
  });

  it('is read from regular files only', async () => {
    const { bundle } = await handedOver();
    const next = await started();
    for (const name of ['handover.json', 'transcript.json', 'identities.jsonl']) {
      const path = join(bundle, name);
      renameSync(path, `${path}.kept`);
      const inPlaceOfIt = [
        () => execFileSync('mkfifo', [path]),
        () => symlinkSync('/dev/zero', path),
        () => symlinkSync(`${path}.kept`, path),
        () => mkdirSync(path),
      ];
      for (const put of inPlaceOfIt) {
        put();
        const { status, json } = await call(next, 'handoverImport', { folder: bundle });
        expect([status, json.error]).toEqual([409, expect.stringContaining(`${name} is no regular file`)]);
        rmSync(path, { recursive: true });
      }
      const missing = await call(next, 'handoverImport', { folder: bundle });
      expect(missing.json.error).toContain('no handover');
      renameSync(`${path}.kept`, path);
    }
    const note = join(bundle, 'handover.json');
    truncateSync(note, 100_000_000);
    expect((await call(next, 'handoverImport', { folder: bundle })).json.error).toContain('too long');
    expect(await count(next)).toBe(0);
  });

  it('refuses a bundle that anything does not fit in', async () => {
    const { old, bundle } = await handedOver();
    const next = await started();
    const refusal = async (change: () => void, body: object = {}) => {
      const files = ['handover.json', 'transcript.json', 'identities.jsonl'].map((name) =>
        join(bundle, name),
      );
      const before = files.map((file) => readFileSync(file));
      change();
      const answer = await call(next, 'handoverImport', { folder: bundle, ...body });
      for (const [index, file] of files.entries()) writeFileSync(file, before[index] ?? '');
      expect(answer.status).toBe(409);
      expect(await count(next)).toBe(0);
      return answer.json.error;
    };
    const edit = (name: string, from: string | RegExp, to: string) => () => {
      const path = join(bundle, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    };
    const stranger = { previousAddress: `0x${'11'.repeat(20)}` };
    expect(await refusal(() => {}, stranger)).toContain('is signed by');
    expect(await refusal(edit('handover.json', '"contributions": 1', '"contributions": 2'))).toContain(
      'signature',
    );
    expect(await refusal(edit('handover.json', '{', '{{'))).toContain('another shape');
    expect(await refusal(edit('transcript.json', '"eth|', '"eth|0'))).toContain('transcript.json is not');
    expect(await refusal(edit('identities.jsonl', 'TIMEDOUT', 'EXHUMED'))).toContain(
      'identities.jsonl is not',
    );
    const { privateKey } = await old.server.application.ctx.keys.receiptKey(old.server.ceremony.slug);
    // What the retiring sequencer itself might say wrongly, with its own signature.
    const sign = (changes: object) => () => {
      const path = join(bundle, 'handover.json');
      const note = { ...JSON.parse(readFileSync(path, 'utf8')).note, ...changes };
      writeFileSync(path, JSON.stringify({ note, signature: signReceipt(handoverText(note), privateKey) }));
    };
    const claimIn = (name: string, note: string) => (from: string | RegExp, to: string) => () => {
      edit(name, from, to)();
      const file = readFileSync(join(bundle, name));
      sign({ [note]: createHash('sha256').update(file).digest('hex') })();
    };
    const claim = claimIn('identities.jsonl', 'identitiesFile');
    const chain = claimIn('transcript.json', 'transcript');
    const another = `eth|0x${'22'.repeat(20)}`;
    expect(await refusal(claim(/eth\|0x[0-9a-f]{40}/, another))).toContain('not among the identities');
    expect(
      await refusal(chain(/"runningProducts": \[\s*("\w+"),\s*"\w+"/, '"runningProducts": [$1, $1')),
    ).toContain('does not verify');
    expect(await refusal(sign({ head: '00'.repeat(32) }))).toContain('ends in another state');
    expect(await refusal(sign({ contributions: 2 }))).toContain('another length');
    expect(await refusal(sign({ genesis: '00'.repeat(32) }))).toContain('other sizes');
    expect(await refusal(claim('"position":1', '"position":null'))).toContain('contributed elsewhere');
    expect(await refusal(claim('"position":null', '"position":1'))).toContain('contributed elsewhere');
    expect(await refusal(claim('{', '{{'))).toContain('identity 1 of the bundle is malformed');
    expect(await refusal(claim(/^.*\n/, ''))).toContain('misses identities');
    const other = await started({ ceremonySizes: '8,3:4,3' });
    expect((await call(other, 'handoverImport', { folder: bundle })).json.error).toContain('other sizes');
    const real = await started({ ceremonyTest: false });
    expect((await call(real, 'handoverImport', { folder: bundle })).json.error).toContain('test ceremony');
    expect((await call(next, 'handoverImport', { folder: bundle })).status).toBe(200);
  });
});

describe('a backup', () => {
  it('restored long after it was made costs the open turn nothing', async () => {
    const test = await started({ contributionTime: 60_000 });
    const person = await test.person();
    const handedOut = await person.tryContribute();
    await test.pass(10_000);
    const backup = join(folder, 'backup');
    await call(test, 'backup', { folder: backup });
    test.clock.time += 3_600_000;
    const data = join(folder, 'restored');
    await restore(backup, data, { now: () => test.clock.time });
    const restored = await started({ data, contributionTime: 60_000 });
    restored.clock.time = test.clock.time + 3_600_000;
    await call(restored, 'resume', { reason });
    await restored.pass(50_000);
    const again = await restored.person(person.identity);
    expect((await again.contribute(await again.compute(handedOut))).status).toBe(200);
  });

  it('restored is paused, and gets what came later back from the holders of receipts', async () => {
    const test = await started();
    await contributes(test);
    const away = await test.person();
    await away.tryContribute();
    const backup = join(folder, 'backup');
    expect((await call(test, 'backup', { folder: backup })).status).toBe(200);
    await away.post('/contribute/abort');
    const later = [await contributes(test), await contributes(test), await contributes(test)];
    const data = join(folder, 'restored');
    await restore(backup, data, { now: () => test.clock.time });
    const restored = await started({ data });
    expect((await call(restored, 'status')).json.ceremonies).toMatchObject([
      { status: 'PAUSED', contributions: 1 },
    ]);
    const files = later.map(({ contribution, answer }, index) => {
      const paths = { contribution: join(folder, `c${index}.json`), receipt: join(folder, `r${index}.json`) };
      writeFileSync(paths.contribution, encodeContribution(contribution));
      writeFileSync(paths.receipt, answer.text);
      return paths;
    });
    const [first, second] = files;
    expect((await call(restored, 'resubmit', second)).json.error).toContain('does not extend the head');
    const forged = join(folder, 'forged.json');
    const [{ receipt }, { signature }] = [later[0]?.answer.json ?? {}, later[1]?.answer.json ?? {}];
    writeFileSync(forged, JSON.stringify({ receipt, signature }));
    const unsigned = { contribution: first?.contribution, receipt: forged };
    expect((await call(restored, 'resubmit', unsigned)).json.error).toContain('not signed by this ceremony');
    const mixed = { contribution: first?.contribution, receipt: second?.receipt };
    expect((await call(restored, 'resubmit', mixed)).json.error).toContain('for another contribution');
    for (const [index, paths] of files.entries())
      expect((await call(restored, 'resubmit', paths)).json).toEqual({ position: index + 2 });
    expect((await call(restored, 'resubmit', files[2])).status).toBe(409);
    expect(await transcriptOf(restored)).toEqual(await transcriptOf(test));
    for (const { person, contribution, answer } of later) {
      const again = await restored.person(person.identity);
      expect((await again.contribute(contribution)).text).toBe(answer.text);
    }
    await call(restored, 'resume', { reason });
    expect((await call(restored, 'resubmit', first)).json.error).toContain('paused');
    await contributes(restored);
    expect(await count(restored)).toBe(5);
  });
});

describe('notify test', () => {
  it('sends one mail at once, or says what is wrong with the mail server', async () => {
    const mail = await startMailServer();
    const test = await started({ smtpUrl: mail.url, mailFrom: 'ceremony@example.org' });
    const sent = await call(test, 'notifyTest', { to: 'boss@example.org' });
    expect([sent.status, sent.json]).toEqual([200, { sent: true, to: 'boss@example.org' }]);
    expect(mail.mails.map(({ to }) => to)).toEqual([['boss@example.org']]);
    expect((await call(test, 'notifyTest', { to: 'nobody' })).status).toBe(400);
    mail.refuse = 550;
    const refused = await call(test, 'notifyTest', { to: 'boss@example.org' });
    expect([refused.status, refused.json.error]).toEqual([409, expect.stringMatching(/answered 550/)]);
    await mail.close();
    await test.restart({ smtpUrl: null, mailFrom: null });
    const none = await call(test, 'notifyTest', { to: 'boss@example.org' });
    expect([none.status, none.json.error]).toEqual([409, expect.stringMatching(/no mail server/)]);
  });
});
