import { CIRCUIT_SECTION, SECTIONS } from '@brebaje/protocol/ceremony-file';
import { rootKeys, type Told } from '@brebaje/protocol/ceremony-file-keys';
import type { z } from 'zod';
import { row } from './tables.ts';

const SCHEMES = { KZG: 'KZG only', GROTH16: 'Groth16 only' } as const;

function table(keys: Record<string, z.ZodType>): string {
  const rows = Object.entries(keys).map(([name, schema]) => {
    const { description, example, only } = schema.meta() as unknown as Told;
    const short = example.replace(/^"""\n(.*)"""$/s, '"$1"');
    const shown = short === '' ? '–' : `\`${short}\``;
    return row(`\`${name}\``, shown, only ? `${description} (${SCHEMES[only]})` : description);
  });
  return `| key | for example | meaning |\n|---|---|---|\n${rows.join('\n')}`;
}

/** The keys of the file that a ceremony is created from. */
export function ceremonyFilePage(): string {
  const sections = SECTIONS.map(([name, says, keys]) => `## [${name}]\n\n${says}.\n\n${table(keys)}`);
  const [name, says, keys] = CIRCUIT_SECTION;
  const circuits = `## [[${name}]]\n\n${says} (Groth16 only).\n\n${table(keys)}`;
  return `# The file of a ceremony

TOML, written by \`brebaje ceremony init\` with every key and what it means, weighed by \`brebaje ceremony check\`, and sent by \`brebaje ceremony create\`. A key that does not exist is refused. Durations have a unit (\`90s\`, \`10m\`, \`24h\`, \`7d\`), dates an offset from UTC. What is left out is as the preset says; \`GET /policies\` lists the presets with all their rules.

## At the top

${table(rootKeys)}

${[...sections, circuits].join('\n\n')}
`;
}
