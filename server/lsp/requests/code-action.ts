/** Quick fixes of the findings at a place, the same for all of a file, and the rule's page. */
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type TextEdit as LspTextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildModel } from '../../core/build-model/model.ts';
import { allowEdit } from '../../core/lint/allow.ts';
import { unusedAllow } from '../../core/lint/rules/findings/unused-allow.ts';
import { fixAll } from '../../core/lint/fix-all.ts';
import { lintOnce, type LintFinding, type RuleContext } from '../../core/lint/lint.ts';
import type { TextEdit } from '../../core/text/edits.ts';
import { likeBefore } from '../../node/files/index.ts';
import { lineEdits } from '../convert/line-edits.ts';
import { lineIndex, rangeOf } from '../convert/positions.ts';
import { pathOfUri } from '../convert/uris.ts';
import { ruleContext } from '../rule-context.ts';
import type { Session } from '../session.ts';
import { kindOfDocument } from './kind-of.ts';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.layerForecast`;

export async function codeActions(
  session: Session,
  params: CodeActionParams,
): Promise<readonly CodeAction[]> {
  const context = await ruleContext(session, pathOfUri(params.textDocument.uri));
  const document = session.documents.get(params.textDocument.uri);
  if (!document || kindOfDocument(document) !== 'dockerfile') return [];
  const wanted = (kind: string) =>
    params.context.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ?? true;
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix))
    actions.push(...quickFixes({ session, document, context }, params));
  // Without `only` the lightbulb is asked for: fix-all is offered there by the quick fixes themselves.
  if (params.context.only && wanted(FIX_ALL_KIND)) {
    const edits = fixAllEdits({ document, context });
    if (edits.length > 0) {
      actions.push({
        title: 'Fix all caching problems',
        kind: FIX_ALL_KIND,
        edit: { changes: { [document.uri]: [...edits] } },
      });
    }
  }
  return actions;
}

interface Place {
  readonly session: Session;
  readonly document: TextDocument;
  readonly context: RuleContext;
}

function quickFixes(
  { session, document, context }: Place,
  params: CodeActionParams,
): readonly CodeAction[] {
  const text = document.getText();
  const index = lineIndex(text);
  const start = document.offsetAt(params.range.start);
  const end = document.offsetAt(params.range.end);
  const model = session.models({ ...context, text });
  const { findings } = lintOnce(model, context);
  const here = findings.filter((finding) => finding.span.start <= end && start <= finding.span.end);
  return here.flatMap((finding) => {
    const diagnostics = params.context.diagnostics.filter(
      (one) =>
        one.code === finding.rule && document.offsetAt(one.range.start) === finding.span.start,
    );
    const fixes = finding.fixes.map((fix, at): CodeAction => ({
      // The title of a fix for review says what to review.
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      isPreferred: at === 0 && fix.safety === 'safe',
      edit: { changes: { [document.uri]: fix.edits.map((edit) => lspEdit(text, index, edit)) } },
    }));
    return [
      ...fixes,
      ...sameEverywhere({ document, context }, findings, finding),
      ...allowing(model, document, finding),
      ...explanation(finding),
    ];
  });
}

/** One edit for all findings of the rule, where there are several with a safe fix. */
function sameEverywhere(
  { document, context }: Omit<Place, 'session'>,
  findings: readonly LintFinding[],
  finding: LintFinding,
): readonly CodeAction[] {
  const fixable = findings.filter(
    (one) => one.rule === finding.rule && one.fixes.some((fix) => fix.safety === 'safe'),
  );
  if (fixable.length < 2) return [];
  return [
    {
      title: `Fix all ${String(fixable.length)} of ${finding.rule} in this file`,
      kind: CodeActionKind.QuickFix,
      edit: { changes: { [document.uri]: [...fixAllEdits({ document, context }, finding.rule)] } },
    },
  ];
}

/** The place for the reason is left to be filled in. */
function allowing(
  model: BuildModel,
  document: TextDocument,
  { rule, docs, span }: LintFinding,
): readonly CodeAction[] {
  // What the parser found, and what is about such a comment, gets a fix and cannot be allowed.
  const edit = docs === '' || rule === unusedAllow.id ? null : allowEdit(model, rule, span.start);
  if (edit === null) return [];
  const text = document.getText();
  const changes = { [document.uri]: [lspEdit(text, lineIndex(text), edit)] };
  return [{ title: `Allow ${rule} here`, kind: CodeActionKind.QuickFix, edit: { changes } }];
}

function explanation(finding: LintFinding): readonly CodeAction[] {
  if (finding.docs === '') return [];
  return [
    {
      title: `Explain ${finding.rule}`,
      kind: CodeActionKind.QuickFix,
      command: {
        title: `Explain ${finding.rule}`,
        command: 'layerForecast.openRule',
        arguments: [finding.rule],
      },
    },
  ];
}

/** All safe fixes, as the lines that they change. */
export function fixAllEdits(
  { document, context }: Omit<Place, 'session'>,
  rule?: string,
): readonly LspTextEdit[] {
  const text = document.getText();
  const { text: fixed, isSettled } = fixAll(text, {
    ...context,
    ...(rule === undefined ? {} : { only: [rule] }),
  });
  // Fixes that undo each other are a bug of a rule, and no text of theirs is good.
  if (!isSettled) return [];
  const index = lineIndex(text);
  return lineEdits(text, likeBefore(text, fixed)).map((edit) => lspEdit(text, index, edit));
}

/** New lines end as the others of the file do: not every client sees to that. */
function lspEdit(text: string, index: ReturnType<typeof lineIndex>, edit: TextEdit): LspTextEdit {
  return { range: rangeOf(index, edit.span), newText: likeBefore(text, edit.newText) };
}
