/** A message to the user of a client without the extension, which words its own. */
import { ShowMessageNotification, type MessageType } from 'vscode-languageserver/node';
import type { Session } from './session.ts';

export async function say(session: Session, type: MessageType, message: string): Promise<void> {
  await session.connection.sendNotification(ShowMessageNotification.type, { type, message });
}
