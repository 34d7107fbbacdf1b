/**
 * The commands of lenses and code actions for clients without the extension's views. An answer is a text file that the
 * client opens, or a message where it cannot open one.
 */
import { MessageType, type ExecuteCommandParams } from 'vscode-languageserver/node';
import { RULES } from '../../core/lint/registry.ts';
import { say } from '../say.ts';
import type { Session } from '../session.ts';
import { buildInBackground } from './build-in-background.ts';
import { fixAllOfFile } from './fix-all.ts';
import { openRulePage } from './rule-page.ts';
import { showForecast, showTimings } from './show-text.ts';
import type { CommandTarget } from './command-target.ts';

type Run = (session: Session, args: readonly unknown[]) => Promise<unknown>;

const RUN: Readonly<Record<string, Run>> = {
  'layerForecast.showForecast': (session, args) => withTarget(session, args, showForecast),
  'layerForecast.showTimings': (session, args) => withTarget(session, args, showTimings),
  'layerForecast.buildImage': (session, args) => withTarget(session, args, buildInBackground),
  'layerForecast.cancelBuilds': async (session) => {
    for (const build of session.builds) build.abort();
    await say(session, MessageType.Info, cancelText(session.builds.size));
  },
  'layerForecast.fixAll': (session, args) => withTarget(session, args, applyFixes),
  'layerForecast.openRule': async (session, [rule]) => {
    const found = RULES.find(({ id }) => id === rule);
    const ids = RULES.map(({ id }) => id).join(', ');
    if (found) await openRulePage(session, found.id);
    else await say(session, MessageType.Error, `Give the id of a rule: ${ids}.`);
  },
};

export const COMMANDS: readonly string[] = Object.keys(RUN);

/** Always null: a client needs no answer, and what there is to say it was shown or told. */
export async function executeCommand(
  session: Session,
  { command, arguments: args = [] }: ExecuteCommandParams,
): Promise<null> {
  const run = Object.hasOwn(RUN, command) ? RUN[command] : undefined;
  if (run) await run(session, args);
  else
    await say(
      session,
      MessageType.Error,
      `There is no command "${command}". The commands are ${COMMANDS.join(', ')}.`,
    );
  return null;
}

async function withTarget(
  session: Session,
  [uri, invocation]: readonly unknown[],
  run: (session: Session, target: CommandTarget) => Promise<void>,
): Promise<void> {
  if (typeof uri === 'string')
    await run(session, { uri, ...(typeof invocation === 'string' ? { invocation } : {}) });
  else
    await say(
      session,
      MessageType.Error,
      'Give the URI of a Dockerfile or of a requirements file as the first argument of the command.',
    );
}

async function applyFixes(session: Session, { uri }: CommandTarget): Promise<void> {
  const { edit, problem } = await fixAllOfFile(session, uri);
  if (problem !== null) await say(session, MessageType.Warning, problem);
  else if (edit === null)
    await say(session, MessageType.Info, 'There is nothing that can be fixed safely here.');
  else if (session.client.appliesEdits)
    await session.connection.workspace.applyEdit({ label: 'Fix all caching problems', edit });
  else
    await say(
      session,
      MessageType.Warning,
      'The editor does not apply edits of a language server. Use the code action "Fix all caching problems", or layer-forecast fix.',
    );
}

function cancelText(nBuilds: number): string {
  return nBuilds === 0 ? 'No build is running.' : 'The build is being cancelled.';
}
