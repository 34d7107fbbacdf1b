/** The page of a rule, which ships beside the bundles. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { MessageType } from 'vscode-languageserver/node';
import { uriOfPath } from '../convert/uris.ts';
import { say } from '../say.ts';
import type { Session } from '../session.ts';

/** Null in an installation without the pages. */
export function rulePage(rule: string): string | null {
  const file = path.resolve(programFolder(), '..', 'docs/rules', `${rule}.md`);
  return existsSync(file) ? file : null;
}

/** `dist/` of an installation, also where the program is a link to it. */
function programFolder(): string {
  try {
    return path.dirname(realpathSync(process.argv[1] ?? ''));
  } catch {
    return process.cwd();
  }
}

export async function openRulePage(session: Session, rule: string): Promise<void> {
  const file = rulePage(rule);
  if (file === null) {
    await say(
      session,
      MessageType.Warning,
      `The page of ${rule} is not part of this installation.`,
    );
    return;
  }
  const { connection, client } = session;
  const shown = client.showsDocuments
    ? await connection.window.showDocument({ uri: uriOfPath(file), takeFocus: true })
    : { success: false };
  if (!shown.success) await say(session, MessageType.Info, `The page of ${rule} is ${file}`);
}
