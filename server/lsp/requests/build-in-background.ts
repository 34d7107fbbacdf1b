/**
 * Builds an image for a client that has only the command: the command is answered at once, since some editors wait for
 * the answer and do nothing else. The editor's own progress shows the steps, and a message says how the build ended.
 */
import { MessageType } from 'vscode-languageserver/node';
import type { BuildResult } from '../../protocol/requests.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import { guarded } from '../guard.ts';
import { say } from '../say.ts';
import type { Session } from '../session.ts';
import { BROKEN_BUILD, runBuild } from './build.ts';
import type { CommandTarget } from './command-target.ts';
import { madeForecast } from './forecast.ts';
import { subjectOf } from './subject-of.ts';

export async function buildInBackground(session: Session, target: CommandTarget): Promise<void> {
  const unsaved = await unsavedOf(session, target);
  if (unsaved.length > 0) {
    const message = `Save ${unsaved.join(', ')} first: docker reads the files on disk.`;
    await say(session, MessageType.Error, message);
    return;
  }
  void guarded(session.connection, 'build', undefined, async () => {
    const result = await guarded(session.connection, 'build', BROKEN_BUILD, () =>
      buildWithProgress(session, target),
    );
    const { type, message } = outcomeOf(result);
    await say(session, type, message);
  });
}

async function unsavedOf(session: Session, target: CommandTarget): Promise<readonly string[]> {
  const subject = await subjectOf(session, target.uri, target.invocation);
  return subject === null ? [] : (await madeForecast(session, subject, {})).unsaved;
}

async function buildWithProgress(session: Session, target: CommandTarget): Promise<BuildResult> {
  const controller = new AbortController();
  session.builds.add(controller);
  const progress = await session.connection.window.createWorkDoneProgress();
  progress.token.onCancellationRequested(() => controller.abort());
  progress.begin('Building', 0, '', true);
  try {
    const params = { ...target, buildId: '' };
    return await runBuild(session, params, controller.signal, ({ done, total, running }) => {
      const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
      progress.report(percent, running.at(-1) ?? '');
    });
  } finally {
    progress.done();
    session.builds.delete(controller);
  }
}

interface Outcome {
  readonly type: MessageType;
  readonly message: string;
}

function outcomeOf({ report, problem, cancelled, warning }: BuildResult): Outcome {
  if (cancelled) return { type: MessageType.Info, message: 'The build was cancelled.' };
  if (problem?.code === 'untrusted') return { type: MessageType.Error, message: UNTRUSTED };
  if (problem) return { type: MessageType.Error, message: problem.message };
  const { exitCode, seconds, failure } = report;
  if (exitCode !== 0) {
    const message = [failure?.message ?? 'The build failed.', failure?.reason ?? ''].join(' ');
    return { type: MessageType.Error, message: message.trim() };
  }
  const built = `Built in ${formatSeconds(seconds)}.`;
  return warning === undefined
    ? { type: MessageType.Info, message: built }
    : { type: MessageType.Warning, message: `${built} ${warning}` };
}

const UNTRUSTED =
  'The editor did not say that this workspace is trusted, so no program is run. Set initializationOptions.trusted to true in the configuration of the editor to build images.';
