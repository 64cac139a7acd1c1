import { expect, it } from 'vitest';
import { draftProblems } from './draft-problems.ts';

const draft = { slug: 'winter', title: 'Winter', scheme: 'KZG' };

it('has nothing against what can be sent', () => {
  expect(draftProblems(draft)).toEqual([]);
  expect(draftProblems({ ...draft, about: { purpose: 'x' } })).toEqual([]);
});

it('says where a draft is wrong', () => {
  expect(draftProblems({ ...draft, slug: 'Bad name!' }).map(({ path }) => path)).toEqual(['slug']);
  expect(draftProblems({ ...draft, sizes: [{ g1: 3, g2: 0 }] }).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['sizes.0.g2']),
  );
  expect(draftProblems({ ...draft, title: undefined })).toHaveLength(1);
  expect(draftProblems({ ...draft, colour: 'red' })).toHaveLength(1);
  // No more than anybody reads.
  const sizes = Array.from({ length: 16 }, () => ({ g1: 'many', g2: 'many' }));
  expect(draftProblems({ ...draft, sizes })).toHaveLength(20);
});
