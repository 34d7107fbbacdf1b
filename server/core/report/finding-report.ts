/** Findings and fixes with lines and columns, as they leave the product. */
import type { Finding, Fix, RelatedPlace } from '../../protocol/report.ts';
import type { Place, RuleEdit } from '../lint/places.ts';
import { isNewFile } from '../lint/places.ts';
import type { LintFinding } from '../lint/run-rules.ts';
import type { RuleFix, RelatedPlace as LintRelated } from '../lint/model.ts';
import { rangeOfSpan, type LineIndex } from '../text/lines.ts';
import { maskCredentials } from '../text/mask.ts';

/** A file as a report names it: relative to the working directory, with `/`. */
export interface ReportedFile {
  readonly shown: string;
  /** Null where the file cannot be read (any more). */
  readonly index: LineIndex | null;
}

/** The file of an absolute path; of none, the document that the findings are of. */
export type ReportedFiles = (file?: string) => ReportedFile;

export function findingReport(files: ReportedFiles, finding: LintFinding): Finding {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: maskCredentials(finding.message),
    ...placeReport(files, finding),
    related: finding.related.map((one) => relatedReport(files, one)),
    docs: finding.docs,
    fixes: finding.fixes
      .filter((fix) => isReadable(files, fix))
      .map((fix) => fixReport(files, fix)),
  };
}

function relatedReport(files: ReportedFiles, related: LintRelated): RelatedPlace {
  return {
    ...placeReport(files, related),
    message: maskCredentials(related.message),
    ...(related.isOtherEnd === true ? { isOtherEnd: true } : {}),
  };
}

const START = { line: 1, column: 1 };

/** Of a file that is gone its first line. */
function placeReport(files: ReportedFiles, { file, span }: Place): Pick<Finding, 'file' | 'range'> {
  const { shown, index } = files(file);
  const range = index === null ? { start: START, end: START } : rangeOfSpan(index, span);
  return { file: shown, range };
}

/** Edits of a file that is gone have no place. */
function isReadable(files: ReportedFiles, { edits }: RuleFix): boolean {
  return edits.every((edit) => isNewFile(edit) || files(edit.file).index !== null);
}

function fixReport(files: ReportedFiles, fix: RuleFix): Fix {
  return {
    id: fix.id,
    title: maskCredentials(fix.title),
    safety: fix.safety,
    edits: fix.edits.map((edit) => editReport(files, edit)),
  };
}

function editReport(files: ReportedFiles, edit: RuleEdit): Fix['edits'][number] {
  if (isNewFile(edit)) return { file: files(edit.file).shown, create: edit.create };
  return { ...placeReport(files, edit), newText: edit.newText };
}
