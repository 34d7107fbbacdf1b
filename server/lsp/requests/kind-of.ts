/**
 * What an open document is to this server. The editor's language alone does not tell: VS Code's pattern is
 * `Dockerfile.*`, and other editors take a requirements file for plain text.
 */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { dockerfileKind, isKindInEditor, kindOfPath } from '../../core/documents/index.ts';
import { kindOfFile, withSlashes } from '../../node/files/index.ts';
import { pathOfUri } from '../convert/uris.ts';
import type { Session } from '../session.ts';

/** Null: a page, a template, a backup or a program that only has the name of a Dockerfile. */
export function kindOfDocument(document: TextDocument): 'dockerfile' | 'requirements' | null {
  const { languageId } = document;
  const name = nameOf(document.uri);
  if (languageId === dockerfileKind.language)
    return isKindInEditor(dockerfileKind, name, document.getText()) ? 'dockerfile' : null;
  if (REQUIREMENTS_LANGUAGES.includes(languageId)) return 'requirements';
  const kind = kindOfPath(name, document.getText());
  return kind?.id === 'dockerfile' || kind?.id === 'requirements' ? kind.id : null;
}

/** Of VS Code, Helix and Emacs; of Vim and Neovim. */
const REQUIREMENTS_LANGUAGES: readonly string[] = ['pip-requirements', 'requirements'];

/** Whether a file is a Dockerfile: as the editor has it, else by its name and text on disk. */
export async function isDockerfile(session: Session, uri: string): Promise<boolean> {
  const document = session.documents.get(uri);
  const kind = document && kindOfDocument(document);
  if (document?.languageId === dockerfileKind.language) return kind === 'dockerfile';
  if (kind === 'dockerfile') return true;
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
