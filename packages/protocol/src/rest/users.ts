/** People with an account on this server. They come into being by signing in; there is nothing to post. */
import { z } from 'zod';
import { idParams, idSchema, listOf, publicNameSchema, secondsSchema } from './common.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';

export const USER_ROLES = ['operator', 'coordinator'] as const;

const roleSchema = z
  .enum(USER_ROLES)
  .describe('coordinator: may make projects; operator: may do everything on this server');

export const userSchema = z
  .object({
    id: idSchema,
    publicName: z.string().optional().describe('As the person chose it; absent until they do'),
    role: roleSchema.optional().describe('Shown to the person and to operators'),
    createdAt: secondsSchema.optional().describe('First sign-in; shown to the person and to operators'),
  })
  .meta({ id: 'User' });

const changeUserSchema = z.strictObject({
  publicName: publicNameSchema
    .nullable()
    .optional()
    .meta({
      description: 'By the person; null takes it away. What was published under a name before keeps it',
      examples: ['Ada'],
    }),
  role: roleSchema.nullable().optional().describe('By operators; null takes it away'),
});

export const USER_OPERATIONS = {
  listUsers: operation({
    method: 'GET',
    path: '/users',
    tag: 'Users',
    summary: 'People',
    description:
      'Operators see everybody. Everybody else sees the people with an accepted contribution: number and public name.',
    access: 'public',
    query: listQuery(['id'], {
      role: z.enum(USER_ROLES).optional().describe('For operators'),
    }),
    answers: { 200: { description: 'A page of people', body: listOf(userSchema) } },
    problems: ['NOT_PERMITTED'],
  }),
  readUser: operation({
    method: 'GET',
    path: '/users/{id}',
    tag: 'Users',
    summary: 'One person',
    access: 'public',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'The person', body: userSchema } },
    problems: [],
  }),
  changeUser: operation({
    method: 'PATCH',
    path: '/users/{id}',
    tag: 'Users',
    summary: 'Choose a public name, or give somebody a role',
    description: 'The name is changed by the person alone, the role by operators alone.',
    access: 'self',
    params: idParams,
    versioned: true,
    body: changeUserSchema,
    answers: { 200: { description: 'The person as changed', body: userSchema } },
    problems: ['CONFLICT'],
  }),
};
