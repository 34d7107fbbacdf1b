/** What an open document is to this server. The editor's language alone does not tell: its pattern is `Dockerfile.*`. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { dockerfileKind, isKindInEditor } from '../../core/documents/index.ts';
import { kindOfFile, withSlashes } from '../../node/files/index.ts';
import { pathOfUri } from '../convert/uris.ts';
import type { Session } from '../session.ts';

/** Null: a page, a template, a backup or a program that only has the name of a Dockerfile. */
export function kindOfDocument(document: TextDocument): 'dockerfile' | 'requirements' | null {
  if (document.languageId !== dockerfileKind.language) return 'requirements';
  const isOne = isKindInEditor(dockerfileKind, nameOf(document.uri), document.getText());
  return isOne ? 'dockerfile' : null;
}

/** Whether a file is a Dockerfile: as the editor has it, else by its name and text on disk. */
export async function isDockerfile(session: Session, uri: string): Promise<boolean> {
  const document = session.documents.get(uri);
  if (document?.languageId === dockerfileKind.language)
    return kindOfDocument(document) === 'dockerfile';
  const file = pathOfUri(uri);
  return file !== null && (await kindOfFile(file)) === dockerfileKind;
}

/** Documents of other schemes have names too: `untitled:Dockerfile`, `git:/repo/Dockerfile?…`. */
function nameOf(uri: string): string {
  const file = pathOfUri(uri);
  if (file !== null) return withSlashes(file);
  const path = uri.replace(/[?#].*$/s, '').replace(/^[^/:]*:/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    // A percent sign that begins no escape is part of the name.
    return path;
  }
}
