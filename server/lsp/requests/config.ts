/** Completion and hover in a configuration: `layer-forecast.toml`, and the section of a `pyproject.toml`. */
import { dirname } from 'node:path';
import {
  CompletionItemKind,
  MarkupKind,
  type CompletionItem,
  type Hover,
  type Position,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { completeConfig, hoverConfig, type ConfigItem } from '../../core/lint/config/complete.ts';
import { isInside, relativePath, withSlashes } from '../../node/files/index.ts';
import { isConfigFile } from '../../node/project/index.ts';
import { lineIndex, rangeOf } from '../convert/positions.ts';
import { pathOfUri } from '../convert/uris.ts';
import type { Session } from '../session.ts';

interface At {
  readonly uri: string;
  readonly position: Position;
}

export async function configCompletions(session: Session, at: At): Promise<CompletionItem[]> {
  if (configAt(session, at) === null) return [];
  const dockerfiles = await session.project.dockerfiles();
  // The text of now: typing can have gone on.
  const found = configAt(session, at);
  if (found === null) return [];
  const { document, path, offset } = found;
  const folder = dirname(path);
  const names = dockerfiles.filter((one) => isInside(folder, one));
  const given = names.map((one) => relativePath(folder, one));
  const index = lineIndex(document.getText());
  return completeConfig(path, document.getText(), offset, given).map((one) => ({
    label: one.label,
    kind: KINDS[one.kind],
    documentation: one.description,
    // An editor filters by what is written there, which may begin with a quote.
    filterText: one.kind === 'value' ? one.newText : one.label.replace(/^\[+/, ''),
    textEdit: { range: rangeOf(index, one.span), newText: one.newText },
  }));
}

const KINDS: Readonly<Record<ConfigItem['kind'], CompletionItemKind>> = {
  table: CompletionItemKind.Module,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
};

export function configHover(session: Session, at: At): Hover | null {
  const found = configAt(session, at);
  if (found === null) return null;
  const { document, path, offset } = found;
  const hover = hoverConfig(path, document.getText(), offset);
  return (
    hover && {
      contents: { kind: MarkupKind.Markdown, value: hover.markdown },
      range: rangeOf(lineIndex(document.getText()), hover.span),
    }
  );
}

function configAt(
  session: Session,
  { uri, position }: At,
): { readonly document: TextDocument; readonly path: string; readonly offset: number } | null {
  const document = session.documents.get(uri);
  const file = pathOfUri(uri);
  if (!document || file === null || !isConfigFile(file)) return null;
  return { document, path: withSlashes(file), offset: document.offsetAt(position) };
}
