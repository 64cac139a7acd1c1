import { toldAddress } from '../../server/told-address.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { CopyText } from '../../ui/copy-text.tsx';

export interface ShownFile {
  name: string;
  /** As the server tells it, or an address. */
  url: string;
  size?: number | undefined;
  sha256?: string | undefined;
  blake2b?: string | undefined;
  /** What it is, in words. */
  what?: string | undefined;
}

/** Files with what it takes to know that they are the right ones. */
export function FileList({ files }: { files: readonly ShownFile[] }) {
  const { t, formats } = useTexts();
  return (
    <ul className="divide-y divide-line">
      {files.map(({ name, url, size, sha256, blake2b, what }) => (
        <li key={`${url} ${name}`} className="grid gap-1 py-3">
          <span className="flex flex-wrap items-baseline gap-x-3">
            <a
              href={toldAddress(url)}
              download={name}
              className="inline-flex min-h-11 items-center font-semibold"
            >
              <bdi>{name}</bdi>
            </a>
            {size !== undefined && <span className="text-sm text-soft">{formats.size(size)}</span>}
            {what && <span className="text-sm text-soft">{what}</span>}
          </span>
          {sha256 && (
            <Hash kind="SHA-256" text={sha256} label={t('ceremony.hashOf', { kind: 'SHA-256', name })} />
          )}
          {blake2b && (
            <Hash
              kind="BLAKE2b-512"
              text={blake2b}
              label={t('ceremony.hashOf', { kind: 'BLAKE2b-512', name })}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function Hash({ kind, text, label }: { kind: string; text: string; label: string }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-2 text-sm">
      <span className="text-soft">{kind}</span>
      <CopyText text={text} label={label} short={text.length > 64} />
    </span>
  );
}
