/** Requirements files: reading them as pip does, and telling whether pip would see a difference. */
export type {
  OptionsLine,
  RequirementLine,
  RequirementsFile,
  RequirementsLine,
  RequirementsOption,
} from './model.ts';
export {
  requirementName,
  requirementProblem,
  requirementText,
  withComment,
  withRequirement,
  type ChangedRequirements,
} from './change.ts';
export { parseRequirements } from './parse.ts';
export { requirementsDigestText, requirementsOrderedText } from './digest-text.ts';
export { packageTexts } from './package-texts.ts';
