/** What the views draw, as text that the client opens: the same words as those of the command line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageType } from 'vscode-languageserver/node';
import { headlineText } from '../../core/report/headline.ts';
import { forecastText } from '../../core/report/text/forecast-text.ts';
import { timingsText } from '../../core/report/text/timings-text.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import { uriOfPath } from '../convert/uris.ts';
import { say } from '../say.ts';
import type { Session } from '../session.ts';
import type { CommandTarget } from './command-target.ts';
import { madeForecast } from './forecast.ts';
import { subjectOf } from './subject-of.ts';
import { timingsView } from './timings.ts';

const NO_BUILD = 'No Dockerfile of this workspace installs this file.';

export async function showForecast(session: Session, target: CommandTarget): Promise<void> {
  const subject = await subjectOf(session, target.uri, target.invocation);
  if (subject === null) return say(session, MessageType.Warning, NO_BUILD);
  const { view, unsaved, supposed } = await madeForecast(session, subject, {});
  if (view.problem !== null) return say(session, MessageType.Warning, view.problem);
  const text = forecastText({ ...view, notes: view.notes ?? [], unsaved, supposed, color: false });
  await showText(session, { name: 'forecast', text, headline: headlineText(view.headline) });
}

export async function showTimings(session: Session, target: CommandTarget): Promise<void> {
  const view = await timingsView(session, target);
  if (view === null) return say(session, MessageType.Warning, NO_BUILD);
  const { build, dockerfile, explanation, failure } = view;
  if (build === null)
    return say(session, MessageType.Info, `No build of ${dockerfile} is recorded yet.`);
  const sentences = [
    failure?.message ?? '',
    failure?.reason ?? '',
    explanation ? headlineText(explanation.sentence) : '',
  ].filter((one) => one !== '');
  const text = [...sentences, ...(sentences.length === 0 ? [] : ['']), timingsText(build, false)];
  const headline = sentences[0] ?? `${dockerfile}: ${formatSeconds(build.seconds)}`;
  await showText(session, { name: 'timings', text: text.join('\n'), headline });
}

interface ShownText {
  readonly name: string;
  readonly text: string;
  /** For a client that opens no documents. */
  readonly headline: string;
}

async function showText(session: Session, { name, text, headline }: ShownText): Promise<void> {
  if (session.client.showsDocuments) {
    const uri = uriOfPath(await writeShown(session, name, text));
    const { success } = await session.connection.window.showDocument({ uri, takeFocus: true });
    if (success) return;
  }
  await say(session, MessageType.Info, headline);
}

interface Shown {
  readonly folder: string;
  nFiles: number;
}

const shown = new WeakMap<Session, Shown>();

/** A new file each time: an editor that has the last one open would go on showing its old text. */
async function writeShown(session: Session, name: string, text: string): Promise<string> {
  const here = shown.get(session) ?? startShown(session);
  const file = path.join(here.folder, `${name}-${String(++here.nFiles)}.txt`);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

function startShown(session: Session): Shown {
  const here: Shown = { folder: mkdtempSync(path.join(tmpdir(), 'layer-forecast-')), nFiles: 0 };
  shown.set(session, here);
  session.ending.addEventListener('abort', () =>
    rmSync(here.folder, { recursive: true, force: true }),
  );
  return here;
}
