/** Who is signed in in this browser. */

import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { queryOptions } from '@tanstack/react-query';
import { read } from '../../server/rest.ts';

/** null: nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) =>
    read<AnswerBody<'readMe'>>('/auth/me', signal).catch((error: unknown) => {
      if (error instanceof RestRefusal && error.status === 401) return null;
      throw error;
    }),
});
