import type { Grade } from '@brebaje/client/verify/grade-names';
import type { GradeTexts } from './grade-card.tsx';

/** What the checks are called and prove, by the kind of ceremony and by whether somebody is looked for. */
export function textsOf(
  grade: Grade,
  scheme: 'KZG' | 'GROTH16',
  sought: { receipt: boolean; anybody: boolean },
): GradeTexts {
  const powers = scheme === 'KZG';
  switch (grade) {
    case 'receipt':
      return {
        title: sought.receipt ? 'verify.receiptTitle' : 'verify.receiptTitleNone',
        plain: sought.receipt ? 'verify.receiptPlain' : 'verify.receiptPlainNone',
        formal: powers ? 'verify.receiptFormalPowers' : 'verify.receiptFormal',
      };
    case 'included':
      return {
        title: sought.anybody ? 'verify.includedTitle' : 'verify.includedTitleNone',
        plain: sought.anybody ? 'verify.includedPlain' : 'verify.includedPlainNone',
        formal: powers ? 'verify.includedFormalPowers' : 'verify.includedFormal',
      };
    case 'chain':
      return {
        title: 'verify.chainTitle',
        plain: powers ? 'verify.chainPlainPowers' : 'verify.chainPlain',
        formal: powers ? 'verify.chainFormalPowers' : 'verify.chainFormal',
      };
    case 'genesis':
      return {
        title: powers ? 'verify.genesisTitlePowers' : 'verify.genesisTitle',
        plain: powers ? 'verify.genesisPlainPowers' : 'verify.genesisPlain',
        formal: powers ? 'verify.genesisFormalPowers' : 'verify.genesisFormal',
      };
  }
}
