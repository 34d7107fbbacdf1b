/** Shows the page of a rule. */
import { MessageType } from 'vscode-languageserver/node';
import { rulePageFile } from '../../node/files/index.ts';
import { uriOfPath } from '../convert/uris.ts';
import { say } from '../say.ts';
import type { Session } from '../session.ts';

export async function openRulePage(session: Session, rule: string): Promise<void> {
  const file = rulePageFile(rule);
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
