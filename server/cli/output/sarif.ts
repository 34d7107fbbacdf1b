/** Findings as SARIF 2.1.0, with the fixes in it. */
import { RULES } from '../../core/lint/registry.ts';
import type { Problem, Range } from '../../protocol/shapes.ts';
import type { Finding, Severity } from '../../protocol/report.ts';
import { VERSION } from '../help.ts';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

export function sarifText(findings: readonly Finding[], problems: readonly Problem[] = []): string {
  const rules = RULES.map((rule) => ({
    id: rule.id,
    shortDescription: { text: rule.summary },
    defaultConfiguration: { level: LEVELS[rule.severity] },
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'layer-forecast', version: VERSION, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: problems.map(({ message }) => ({
              level: 'warning',
              message: { text: message },
            })),
          },
        ],
        results: findings.map(resultOf),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(finding: Finding): object {
  return {
    ruleId: finding.rule,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: location(finding.file, finding.range) }],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((place) => ({
            physicalLocation: location(place.file, place.range),
            message: { text: place.message },
          })),
        }),
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map(fixOf) }),
  };
}

function fixOf(fix: Finding['fixes'][number]): object {
  const files = [...new Set(fix.edits.map((edit) => edit.file))];
  return {
    description: { text: fix.title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uriOf(file) },
      replacements: fix.edits.filter((edit) => edit.file === file).map(replacementOf),
    })),
  };
}

/** SARIF knows no new files: a viewer that applies fixes makes one by inserting into nothing. */
function replacementOf(edit: Finding['fixes'][number]['edits'][number]): object {
  if ('create' in edit)
    return {
      deletedRegion: { charOffset: 0, charLength: 0 },
      insertedContent: { text: edit.create },
    };
  return { deletedRegion: region(edit.range), insertedContent: { text: edit.newText } };
}

function location(file: string, range: Range): object {
  return { artifactLocation: { uri: uriOf(file) }, region: region(range) };
}

/** A file's name may hold what means something in a URI: `C#/Dockerfile`. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function region({ start, end }: Range): object {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}
