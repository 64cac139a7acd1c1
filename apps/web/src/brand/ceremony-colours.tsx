import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import { ceremonyQuery } from '../server/ceremony.ts';
import { accentsOf } from './document-accents.ts';
import { useProject } from './use-project.ts';
import { wearAccents } from './wear.ts';

/** The colours that the document came with, for whom it was made. */
const came = accentsOf(
  document.querySelector<HTMLMetaElement>('meta[name="brebaje-accents"]')?.content ?? '',
);

/** Has all pages of a ceremony wear the colours of its project, and no others. */
export function CeremonyColours() {
  const { slug } = useParams({ strict: false });
  const { data: ceremony } = useQuery({ ...ceremonyQuery(slug ?? ''), enabled: slug !== undefined });
  const project = useProject(slug === undefined ? undefined : ceremony?.projectId);
  const { accentLight, accentDark } = project ?? (slug !== undefined && slug === came.slug ? came : {});
  useLayoutEffect(() => wearAccents({ accentLight, accentDark }), [accentLight, accentDark]);
  return null;
}
