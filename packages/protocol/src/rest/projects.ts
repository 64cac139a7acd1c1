/** Projects own ceremonies; their coordinators run them. */
import { z } from 'zod';
import { accentProblem, type Theme } from '../accent.ts';
import { flagQuery, idParams, idSchema, listOf, secondsSchema, slugSchema, textSchema } from './common.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';

const nameSchema = textSchema(120)
  .min(1)
  .meta({ description: 'What people call it', examples: ['Private voting'] });
const descriptionSchema = textSchema(4000).describe('What the project is for');
const supportSchema = textSchema(300).describe('Where participants get help: an address or a URL');

/** Largest logo, bytes. */
export const MAX_LOGO = 262_144;

/** A link to elsewhere: https, and no name or password in it, which would pass for another site's. */
const homepageSchema = z
  .string()
  .trim()
  .max(300)
  .refine(isHomepage, 'an address that begins with https://')
  .meta({ description: 'Page of the project, https', examples: ['https://example.org'] });

function isHomepage(text: string): boolean {
  if (!/^https:\/\/[^\s"'<>\\^`{|}\p{C}]+$/u.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

const accentSchema = (theme: Theme) =>
  z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'a colour as #rrggbb')
    .toLowerCase()
    .superRefine((colour, check) => {
      const problem = accentProblem(theme, colour);
      if (problem)
        check.addIssue(
          `${colour} has a contrast of ${problem.contrast.toFixed(1)} on our ${theme} pages, and people need 4.5 to read it: the nearest colour that passes is ${problem.nearest}`,
        );
    })
    .meta({
      description: `Colour of links and buttons on ${theme} pages, #rrggbb, with a contrast of 4.5 at least (WCAG 2.2 AA)`,
      examples: [theme === 'light' ? '#0b6e4f' : '#5fd3a8'],
    });

const branding = {
  homepage: homepageSchema,
  accentLight: accentSchema('light'),
  accentDark: accentSchema('dark'),
};

const logoSchema = z.object({
  url: z.string().describe('Path of the file; another one when the logo is another'),
  mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp']),
  width: z.int().min(1),
  height: z.int().min(1),
});

export const projectSchema = z
  .object({
    id: idSchema,
    slug: slugSchema,
    name: nameSchema,
    description: descriptionSchema.optional(),
    support: supportSchema.optional(),
    homepage: z.string().optional().describe('Page of the project, https'),
    accentLight: z.string().optional().describe('Colour of links and buttons on light pages, #rrggbb'),
    accentDark: z.string().optional().describe('The same on dark pages'),
    logo: logoSchema.optional(),
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
  homepage: branding.homepage.optional(),
  accentLight: branding.accentLight.optional(),
  accentDark: branding.accentDark.optional(),
});

const changeProjectSchema = z.strictObject({
  name: nameSchema.optional(),
  description: descriptionSchema.nullable().optional().describe('null takes it away'),
  support: supportSchema.nullable().optional().describe('null takes it away'),
  homepage: branding.homepage.nullable().optional().describe('null takes it away'),
  accentLight: branding.accentLight.nullable().optional().describe('null: the colour of Brebaje'),
  accentDark: branding.accentDark.nullable().optional().describe('null: the colour of Brebaje'),
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
  writeLogo: operation({
    method: 'PUT',
    path: '/projects/{id}/logo',
    tag: 'Projects',
    summary: 'Give a project its logo',
    description: `The body is the file as it is, of any content type: PNG, JPEG or WebP, at most ${MAX_LOGO.toLocaleString('en')} bytes, 16 to 2,048 pixels a side. What it is is read from its bytes.`,
    access: 'coordinator',
    params: idParams,
    versioned: true,
    streamed: 'application/octet-stream',
    answers: { 200: { description: 'The project as changed', body: projectSchema } },
    problems: ['TOO_LARGE'],
  }),
  removeLogo: operation({
    method: 'DELETE',
    path: '/projects/{id}/logo',
    tag: 'Projects',
    summary: 'Take the logo away',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'The project as changed', body: projectSchema } },
    problems: [],
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
