import { ARCHIVE_FILES } from '@brebaje/protocol/archive';
import { type TranscriptBody, transcriptSchema } from '@brebaje/protocol/rest/transcripts';
import type { ArchiveFolder } from './archive-folder.ts';

/** A record, a receipt and four checks are far below it. */
const MOST_BYTES = 1 << 17;

/** What was published of one contribution; undefined when it is missing or none. */
export async function readTranscript(
  folder: ArchiveFolder,
  slug: string,
  position: number,
): Promise<TranscriptBody | undefined> {
  const text = await folder.readText(ARCHIVE_FILES.contribution(slug, position), MOST_BYTES);
  if (text === undefined) return undefined;
  const { data } = transcriptSchema.safeParse(jsonOf(text));
  return data;
}

/** A text as JSON; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
