import type { AnswerBody } from '@brebaje/client/rest/bodies';

/** Nobody reads the middle of an address. */
const ADDRESS = /^(0x[0-9a-f]{4})[0-9a-f]{32}([0-9a-f]{4})$/i;

/** An account as people tell it from their others. */
export const nicknameOf = ({ nickname }: AnswerBody<'readMe'>['identities'][number]): string =>
  nickname.replace(ADDRESS, '$1…$2');
