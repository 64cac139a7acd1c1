/** Projects own ceremonies; their coordinators run them. */
import { z } from 'zod';
import { flagQuery, idParams, idSchema, listOf, secondsSchema, slugSchema, textSchema } from './common.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';

const nameSchema = textSchema(120)
  .min(1)
  .meta({ description: 'What people call it', examples: ['Private voting'] });
const descriptionSchema = textSchema(4000).describe('What the project is for');
const supportSchema = textSchema(300).describe('Where participants get help: an address or a URL');

export const projectSchema = z
  .object({
    id: idSchema,
    slug: slugSchema,
    name: nameSchema,
    description: descriptionSchema.optional(),
    support: supportSchema.optional(),
    ownerUserId: idSchema.optional().describe('Shown to its coordinators'),
    createdAt: secondsSchema,
    archivedAt: secondsSchema.optional().describe('Hidden from lists since then'),
  })
  .meta({ id: 'Project' });

const createProjectSchema = z.strictObject({
  slug: slugSchema.meta({ examples: ['private-voting'] }),
  name: nameSchema,
  description: descriptionSchema.optional(),
  support: supportSchema.optional(),
});

const changeProjectSchema = z.strictObject({
  name: nameSchema.optional(),
  description: descriptionSchema.nullable().optional().describe('null takes it away'),
  support: supportSchema.nullable().optional().describe('null takes it away'),
  archived: z.boolean().optional().describe('true hides it from lists; nothing is erased'),
  ownerUserId: idSchema
    .optional()
    .describe('Hands the project over, by its owner or an operator; the owner before stays a coordinator'),
});

export const coordinatorSchema = z
  .object({
    userId: idSchema,
    publicName: z.string().optional(),
    owner: z.boolean(),
    addedAt: secondsSchema,
  })
  .meta({ id: 'Coordinator' });

const coordinatorParams = z.strictObject({
  ...idParams.shape,
  userId: z.coerce.number().pipe(idSchema),
});

export const PROJECT_OPERATIONS = {
  listProjects: operation({
    method: 'GET',
    path: '/projects',
    tag: 'Projects',
    summary: 'Projects',
    access: 'public',
    query: listQuery(['id', 'createdAt', 'slug'], {
      slug: slugSchema.optional(),
      archived: flagQuery.default(false).describe('true: those that are archived, and only those'),
      mine: flagQuery.optional().describe('true: those that the caller owns or coordinates'),
    }),
    answers: { 200: { description: 'A page of projects', body: listOf(projectSchema) } },
    problems: [],
  }),
  createProject: operation({
    method: 'POST',
    path: '/projects',
    tag: 'Projects',
    summary: 'Make a project',
    description: 'By users with the role coordinator, and by operators. Whoever makes it owns it.',
    access: 'coordinator',
    body: createProjectSchema,
    answers: { 201: { description: 'The new project; Location says where it is', body: projectSchema } },
    problems: ['CONFLICT'],
  }),
  readProject: operation({
    method: 'GET',
    path: '/projects/{id}',
    tag: 'Projects',
    summary: 'One project',
    access: 'public',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'The project', body: projectSchema } },
    problems: [],
  }),
  changeProject: operation({
    method: 'PATCH',
    path: '/projects/{id}',
    tag: 'Projects',
    summary: 'Change, archive or hand over a project',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: changeProjectSchema,
    answers: { 200: { description: 'The project as changed', body: projectSchema } },
    problems: ['CONFLICT'],
  }),
  removeProject: operation({
    method: 'DELETE',
    path: '/projects/{id}',
    tag: 'Projects',
    summary: 'Remove a project that has no ceremony',
    description:
      'A project with a ceremony stays: archive it by `PATCH {"archived": true}`, which hides it and erases nothing. Unused invitations to a project that is removed are removed with it.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    answers: { 204: { description: 'It is gone' } },
    problems: ['HISTORY_IS_KEPT'],
  }),
  listCoordinators: operation({
    method: 'GET',
    path: '/projects/{id}/coordinators',
    tag: 'Projects',
    summary: 'Who coordinates a project',
    access: 'coordinator',
    params: idParams,
    answers: { 200: { description: 'All of them, the owner first', body: listOf(coordinatorSchema) } },
    problems: [],
  }),
  addCoordinator: operation({
    method: 'PUT',
    path: '/projects/{id}/coordinators/{userId}',
    tag: 'Projects',
    summary: 'Add a coordinator',
    description: 'By the owner and operators. Adding somebody again changes nothing.',
    access: 'coordinator',
    params: coordinatorParams,
    answers: { 204: { description: 'The person is a coordinator' } },
    problems: ['CONFLICT'],
  }),
  removeCoordinator: operation({
    method: 'DELETE',
    path: '/projects/{id}/coordinators/{userId}',
    tag: 'Projects',
    summary: 'Remove a coordinator',
    description: 'By the owner and operators; everybody may remove themselves. The owner hands over first.',
    access: 'coordinator',
    params: coordinatorParams,
    answers: { 204: { description: 'The person is no coordinator' } },
    problems: ['CONFLICT'],
  }),
};
