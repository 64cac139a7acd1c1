/** The pages of an archive: plain HTML for any web server and for no server at all, without a script. */
import type { ArchiveFolder } from '@brebaje/client/archive/archive-folder';
import { metadataOf } from '@brebaje/client/archive/fetch-files';
import { jsonOf, readTranscript } from '@brebaje/client/archive/read-transcript';
import {
  ARCHIVE_FILES,
  type Archive,
  type ArchivedCircuit,
  archivedAttestationsSchema,
  finalSchema,
} from '@brebaje/protocol/archive';
import { ATTESTATION_SAYS } from '@brebaje/protocol/rest/attestations';
import { attestationOf } from '@brebaje/server/http/attested';
import { type Html, html } from '@brebaje/server/http/html';
import { STYLE } from '@brebaje/server/http/style';
import { bytes } from '../rest/tell.ts';

/** Writes the first page, one for each circuit, and their style. */
export async function writeSite(folder: ArchiveFolder, archive: Archive): Promise<void> {
  await folder.writeNote(ARCHIVE_FILES.style, STYLE);
  for (const circuit of archive.circuits)
    if (archive.ceremony.scheme === 'GROTH16') await writeCircuit(folder, archive, circuit);
  const { title } = archive.ceremony;
  await folder.writeNote(
    ARCHIVE_FILES.page,
    `${head(title, '').text}${(await firstPage(folder, archive)).text}${FOOT.text}`,
  );
}

function head(title: string, up: string): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<link rel="stylesheet" href="${up}${ARCHIVE_FILES.style}">
</head>
<body>
<main>
`;
}

const FOOT = html`</main>
</body>
</html>
`;

async function firstPage(folder: ArchiveFolder, archive: Archive): Promise<Html> {
  const { ceremony, circuits, server } = archive;
  const { about, test, title, manifestHash, receiptAddress } = ceremony;
  const contributions = circuits.reduce((sum, circuit) => sum + circuit.contributions, 0);
  return html`<h1>${title}</h1>
${test && html`<p><span class="test">TEST</span> Nobody should rely on this result.</p>`}
${about?.purpose && html`<p class="text">${about.purpose}</p>`}
<p class="note">What a trusted-setup ceremony left behind: everything that was public, as it was at ${server}. It is verified without that server.</p>
<section class="card" aria-labelledby="facts">
<h2 id="facts">The ceremony</h2>
<dl>
<dt>Status</dt><dd>${STATUS[ceremony.status]}</dd>
${date('Opened', ceremony.openedAt)}
${date('Closed', ceremony.closedAt)}
${date('Finalized', ceremony.finalizedAt)}
<dt>Contributions</dt><dd>${contributions}</dd>
${await beaconOf(folder, archive)}
${manifestHash && html`<dt>Manifest, SHA-256</dt><dd><code>${manifestHash}</code></dd>`}
<dt>Receipts signed by</dt><dd><code>${receiptAddress}</code></dd>
</dl>
</section>
${resultOf(archive)}
${await attestedIn(folder)}
${ceremony.scheme === 'GROTH16' && circuitsOf(archive)}
${verifyIt()}
<section aria-labelledby="record">
<h2 id="record">The record</h2>
<ul>${(await recordsOf(folder, archive)).map(([name, says]) => html`<li><a href="${name}">${name}</a>: ${says}</li>`)}</ul>
</section>
`;
}

/** The value that ended a ceremony of circuits. */
async function beaconOf(folder: ArchiveFolder, { ceremony }: Archive): Promise<Html | null> {
  if (ceremony.scheme !== 'GROTH16' || ceremony.status !== 'FINALIZED') return null;
  const text = await folder.readText(ARCHIVE_FILES.artifact(ARCHIVE_FILES.final), 16 << 20);
  const { data } = finalSchema.safeParse(text === undefined ? undefined : jsonOf(text));
  if (!data) return null;
  const { beacon } = data;
  const what =
    beacon.source === 'ethereum' ? `Slot ${beacon.slot} of Ethereum` : `Round ${beacon.round} of drand`;
  return html`<dt>Beacon</dt><dd>${what}<br><code>${beacon.randomness}</code></dd>`;
}

const STATUS: Record<Archive['ceremony']['status'], string> = {
  SCHEDULED: 'not open yet',
  OPENED: 'open when this was made',
  PAUSED: 'paused when this was made',
  CLOSED: 'closed, without a result',
  CANCELED: 'canceled',
  FINALIZED: 'finalized: its result stands',
};

function resultOf({ artifacts }: Archive): Html | null {
  if (artifacts.length === 0) return null;
  return html`<section aria-labelledby="result">
<h2 id="result">Result</h2>
<ul>${artifacts.map(
    ({ name, size, sha256 }) =>
      html`<li><a href="${link(ARCHIVE_FILES.artifact(name))}">${name}</a>, ${bytes(size)}<br><span class="note">SHA-256 <code>${sha256}</code></span></li>`,
  )}</ul>
</section>`;
}

/** Of powers; what is told of contributions to a circuit stands on its page. */
async function attestedIn(folder: ArchiveFolder): Promise<Html | null> {
  const text = await folder.readText(ARCHIVE_FILES.attestations, 64 << 20);
  const { data } = archivedAttestationsSchema.safeParse(text === undefined ? undefined : jsonOf(text));
  if (!data) return null;
  return html`<section aria-labelledby="attested">
<h2 id="attested">What contributors said</h2>
<p class="note">An attestation ${ATTESTATION_SAYS}.</p>
<ul>${data.map(
    ({ position, publicName, attestation }) =>
      html`<li>Contribution ${position}, <strong>${publicName}</strong>: ${attestationOf(attestation)}</li>`,
  )}</ul>
</section>`;
}

function circuitsOf({ circuits }: Archive): Html {
  return html`<section aria-labelledby="circuits">
<h2 id="circuits">Circuits</h2>
<ul>${circuits.map(
    ({ slug, contributions }) =>
      html`<li><a href="${link(pageOf(slug))}">${slug}</a>, ${counted(contributions)}</li>`,
  )}</ul>
</section>`;
}

function verifyIt(): Html {
  return html`<section aria-labelledby="verify">
<h2 id="verify">Verify it</h2>
<p>In this folder. The first command tells whether a file was damaged since; the second verifies the ceremony: log, manifest, receipts, every chain and the result.</p>
<pre tabindex="0">sha256sum --check --quiet SHA256SUMS
brebaje verify .</pre>
<p>Whoever kept a receipt adds <code>--receipt receipt.json</code>; the phase 1 of a circuit is given by <code>--ptau powers.ptau</code>. Compare the manifest’s hash with what contributors published.</p>
</section>`;
}

async function recordsOf(
  folder: ArchiveFolder,
  { ceremony }: Archive,
): Promise<[name: string, says: string][]> {
  const all: [string, string][] = [
    [ARCHIVE_FILES.ceremony, 'what the server said of it'],
    [ARCHIVE_FILES.manifest, 'what was fixed when it opened'],
    [ARCHIVE_FILES.events, 'everything that happened, each line with the hash of the one before'],
    [ARCHIVE_FILES.transcript, 'every contribution and the powers'],
    [ARCHIVE_FILES.attestations, 'what contributors said of their contributions'],
  ];
  const there: [string, string][] = [];
  for (const [name, says] of all) {
    const own = name !== ARCHIVE_FILES.transcript || ceremony.scheme === 'KZG';
    if (own && (await folder.size(name)) !== undefined) there.push([name, says]);
  }
  return [...there, [ARCHIVE_FILES.sums, 'SHA-256 of every file']];
}

async function writeCircuit(
  folder: ArchiveFolder,
  { ceremony, states }: Archive,
  circuit: ArchivedCircuit,
): Promise<void> {
  const { slug, contributions } = circuit;
  const writer = await folder.write(pageOf(slug), 0);
  const write = ({ text }: Html) => writer.write(new TextEncoder().encode(text));
  try {
    await write(head(`${slug}: ${ceremony.title}`, '../../'));
    const elsewhere = metadataOf(circuit).adopted?.records ?? [];
    await write(html`<p><a href="../../${ARCHIVE_FILES.page}">${ceremony.title}</a></p>
<h1>${slug}</h1>
${await madeOf(folder, circuit)}
<h2>Contributions</h2>
<p class="note">${counted(contributions)}, each after the one before. The hash is the one that contributors publish.</p>
<ol>
${elsewhere.map(({ name, contributionHash }) => html`<li><strong>${name ?? 'Somebody'}</strong>, before the ceremony<br><code>${contributionHash}</code></li>\n`)}`);
    // One after the other: a page is never in memory whole.
    for (let position = elsewhere.length + 1; position <= contributions; position++)
      await write(await entryOf(folder, circuit, position, states === 'every' || position === contributions));
    await write(html`</ol>
`);
    await write(FOOT);
  } finally {
    await writer.close();
  }
}

async function entryOf(
  folder: ArchiveFolder,
  { slug }: ArchivedCircuit,
  position: number,
  hasState: boolean,
): Promise<Html> {
  const transcript = await readTranscript(folder, slug, position);
  if (!transcript) return html`<li>missing</li>\n`;
  const { publicName, times, contributionHashLines, attestation } = transcript;
  const [document, state] = [ARCHIVE_FILES.contribution(slug, position), ARCHIVE_FILES.state(slug, position)];
  return html`<li id="${position}"><strong>${publicName}</strong>, ${moment(times.acceptedAt)}
<pre>${contributionHashLines.join('\n')}</pre>
<a href="${link(lastOf(document))}">record and receipt</a>${hasState && html`, <a href="${link(lastOf(state))}">state</a>, ${bytes(transcript.slim.size)}`}${attestation && html`<br>${attestationOf(attestation)} <span class="note">(${attestation.says})</span>`}</li>
`;
}

async function madeOf(folder: ArchiveFolder, { slug, metadata, genesis }: ArchivedCircuit): Promise<Html> {
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? value : undefined;
  const part = (name: string) => (metadata[name] ?? {}) as Record<string, unknown>;
  const row = (label: string, value: string | number | undefined) =>
    value === undefined ? null : html`<dt>${label}</dt><dd>${value}</dd>`;
  const hash = (label: string, value: unknown) =>
    typeof value === 'string' ? html`<dt>${label}, SHA-256</dt><dd><code>${value}</code></dd>` : null;
  const file = async (label: string, name: string) => {
    const size = await folder.size(name);
    return size === undefined
      ? null
      : html`<dt>${label}</dt><dd><a href="${link(lastOf(name))}">${lastOf(name)}</a>, ${bytes(size)}</dd>`;
  };
  const phase1 = async (sha256: string | number | undefined) => {
    const name = ARCHIVE_FILES.ptau(String(sha256));
    const size = await folder.size(name);
    return size === undefined
      ? null
      : html`<dt>Phase 1</dt><dd><a href="../../${link(name)}">${lastOf(name)}</a>, ${bytes(size)}</dd>`;
  };
  const source = part('source');
  return html`<dl>
${row('Curve', text(metadata.curve))}
${row('Constraints', text(part('r1cs').constraints))}
${row('Repository', text(source.repository))}
${row('Commit', text(source.commit))}
${row('Compiler', text(source.compiler))}
${row('Command', text(source.command))}
${hash('r1cs', part('r1cs').sha256)}
${hash('Phase 1', part('phase1').sha256)}
${hash('Genesis', genesis)}
${await phase1(text(part('phase1').sha256))}
${await file('Circuit', ARCHIVE_FILES.r1cs(slug))}
${await file('Witnesses', ARCHIVE_FILES.wasm(slug))}
${await file('Genesis', ARCHIVE_FILES.state(slug, 0))}
${await file('What never changes', ARCHIVE_FILES.immutable(slug))}
</dl>`;
}

const pageOf = (slug: string) => `circuits/${slug}/${ARCHIVE_FILES.page}`;

const lastOf = (name: string) => name.slice(name.lastIndexOf('/') + 1);

/** A name as an address; every sign in it is itself there. */
const link = (name: string) => name.split('/').map(encodeURIComponent).join('/');

const counted = (count: number) => `${count} ${count === 1 ? 'contribution' : 'contributions'}`;

function date(label: string, seconds: number | undefined): Html | null {
  return seconds === undefined ? null : html`<dt>${label}</dt><dd>${moment(seconds)}</dd>`;
}

function moment(seconds: number): Html {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
