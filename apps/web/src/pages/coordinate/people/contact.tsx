/** How to reach somebody, as far as they or whoever invited them told; for coordinators only. */
import type { AnswerBody, ItemOf } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Card } from '../../../ui/card.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';
import { WriteTo } from './write-to.tsx';

export function Contact({
  id,
  userId,
  profile,
}: {
  id: number;
  userId: number;
  profile: AnswerBody<'readProfile'> | undefined;
}) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const { data } = useCoordinatorQuery<{ items: ItemOf<'listInvitations'>[] }>(
    ceremony.id,
    'invitation',
    `/ceremonies/${ceremony.id}/invitations?userId=${userId}&limit=1`,
    { every: 120_000 },
  );
  const invited = data?.items[0];
  const { background, region, availability, links = [], measured } = profile ?? {};
  const told =
    invited?.name ?? invited?.address ?? background ?? region ?? availability ?? links[0] ?? measured;
  return (
    <Card level={3} title={t('board.contact')}>
      {told === undefined ? (
        <p className="text-soft">{t('board.contactNone')}</p>
      ) : (
        <Facts
          items={[
            invited?.name !== undefined && [t('board.rosterName'), <bdi key="name">{invited.name}</bdi>],
            invited?.address !== undefined && [
              t('board.address'),
              <a key="address" href={`mailto:${encodeURIComponent(invited.address)}`}>
                {invited.address}
              </a>,
            ],
            background !== undefined && [t('board.background'), <bdi key="background">{background}</bdi>],
            region !== undefined && [t('board.region'), <bdi key="region">{region}</bdi>],
            availability !== undefined && [t('board.availability'), <bdi key="when">{availability}</bdi>],
            links.length > 0 && [
              t('board.links'),
              <ul key="links">
                {links.map((link) => (
                  <li key={link}>{outward(link)}</li>
                ))}
              </ul>,
            ],
            measured?.uploadMbit !== undefined && [
              t('board.upload'),
              t('board.mbit', { count: Math.round(measured.uploadMbit) }),
            ],
            measured?.pointsPerSecond !== undefined && [
              t('board.speed'),
              t('board.points', { points: formats.number(Math.round(measured.pointsPerSecond)) }),
            ],
          ]}
        />
      )}
      <p className="mt-2 text-sm text-soft">{t('board.contactPrivate')}</p>
      <WriteTo id={id} />
    </Card>
  );
}

/** A link that somebody gave: followed only where it leads to the web. */
function outward(link: string) {
  return /^https?:\/\//i.test(link) ? (
    <a href={link} rel="noopener nofollow noreferrer" target="_blank">
      {link}
    </a>
  ) : (
    <bdi>{link}</bdi>
  );
}
