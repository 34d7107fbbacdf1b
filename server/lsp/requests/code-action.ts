/** Quick fixes of the findings at a place, the same for all of a file, and the rule's page. */
import { CodeActionKind, type CodeAction, type CodeActionParams } from 'vscode-languageserver/node';
import { allowEdit } from '../../core/lint/allow.ts';
import type { LintFinding } from '../../core/lint/run-rules.ts';
import { unusedAllow } from '../../core/lint/rules/findings/unused-allow.ts';
import { diagnosticsOf, locator } from '../convert/diagnostics.ts';
import { workspaceEdit } from '../convert/workspace-edit.ts';
import { foundIn, type FoundDocument } from '../document-findings.ts';
import type { Session } from '../session.ts';
import { fixAllEdit, hasFixAll } from './fix-all.ts';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.layerForecast`;

export async function codeActions(
  session: Session,
  params: CodeActionParams,
): Promise<readonly CodeAction[]> {
  const { uri } = params.textDocument;
  const wanted = (kind: string) =>
    params.context.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ?? true;
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix))
    for (const owner of new Set([uri, ...session.published.ownersOf(uri)])) {
      const place = await foundIn(session, owner);
      if (place !== null) actions.push(...quickFixes(place, params));
    }
  // Without `only` the lightbulb is asked for: fix-all is offered there by the quick fixes themselves.
  const place = params.context.only && wanted(FIX_ALL_KIND) ? await foundIn(session, uri) : null;
  const edit = place !== null && hasFixAll(place) ? fixAllEdit(place) : null;
  if (edit !== null) actions.push({ title: 'Fix all caching problems', kind: FIX_ALL_KIND, edit });
  return actions;
}

function quickFixes(place: FoundDocument, params: CodeActionParams): readonly CodeAction[] {
  const { session, document, found } = place;
  const locate = locator(session, document);
  const { findings } = found;
  return findings.flatMap((finding) => {
    const here = diagnosticsOf(session, locate, finding).filter(
      ({ uri, diagnostic }) =>
        uri === params.textDocument.uri && touches(diagnostic.range, params.range),
    );
    if (here.length === 0) return [];
    const diagnostics = params.context.diagnostics.filter((one) =>
      here.some(
        ({ diagnostic }) =>
          one.code === finding.rule && isSamePosition(one.range.start, diagnostic.range.start),
      ),
    );
    const fixes = finding.fixes.flatMap((fix, at): readonly CodeAction[] => {
      const edit = workspaceEdit(session, document, fix.edits);
      if (edit === null) return [];
      const isPreferred = at === 0 && fix.safety === 'safe';
      // The title of a fix for review says what to review.
      return [{ title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred, edit }];
    });
    const isOwner = document.uri === params.textDocument.uri;
    return [
      ...fixes,
      ...(isOwner ? sameEverywhere(place, finding) : []),
      ...(isOwner ? allowing(place, finding) : []),
      ...explanation(finding),
    ];
  });
}

type Range = CodeActionParams['range'];

function touches(a: Range, b: Range): boolean {
  return !isBefore(b.end, a.start) && !isBefore(a.end, b.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function isSamePosition(a: Range['start'], b: Range['start']): boolean {
  return a.line === b.line && a.character === b.character;
}

/** One edit for all findings of the rule, where there are several with a safe fix. */
function sameEverywhere(place: FoundDocument, { rule }: LintFinding): readonly CodeAction[] {
  const fixable = place.found.findings.filter(
    (one) => one.rule === rule && one.fixes.some((fix) => fix.safety === 'safe'),
  );
  const edit = fixable.length < 2 ? null : fixAllEdit(place, { only: [rule] });
  const title = `Fix all ${String(fixable.length)} of ${rule} in this file`;
  return edit === null ? [] : [{ title, kind: CodeActionKind.QuickFix, edit }];
}

/** The place for the reason is left to be filled in. */
function allowing(
  { session, document, found: { model } }: FoundDocument,
  { rule, docs, file, span }: LintFinding,
): readonly CodeAction[] {
  if (model === null || file !== undefined) return [];
  // What the parser found, and what is about such a comment, gets a fix and cannot be allowed.
  const edit = docs === '' || rule === unusedAllow.id ? null : allowEdit(model, rule, span.start);
  const change = edit && workspaceEdit(session, document, [edit]);
  if (change === null) return [];
  return [{ title: `Allow ${rule} here`, kind: CodeActionKind.QuickFix, edit: change }];
}

function explanation({ rule, docs }: LintFinding): readonly CodeAction[] {
  if (docs === '') return [];
  const title = `Explain ${rule}`;
  const command = { title, command: 'layerForecast.openRule', arguments: [rule] };
  return [{ title, kind: CodeActionKind.QuickFix, command }];
}
