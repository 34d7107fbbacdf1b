/** The language status item `{}` of the files at hand: what the server is at, and what its forecast rests on. */
import * as vscode from 'vscode';
import type { ServerActivity } from '../../server/protocol/requests.ts';
import { LANGUAGES } from './files.ts';
import type { ServerConnection, ServerState } from './server-connection.ts';

export function createLanguageStatus(connection: ServerConnection): vscode.Disposable {
  const selector = LANGUAGES.map((language) => ({ language }));
  const item = vscode.languages.createLanguageStatusItem('layerForecast', selector);
  item.name = 'Layer Forecast';
  let activity: ServerActivity = { doing: null, known: [] };

  function show(): void {
    const { text, command, isBusy, isDown } = shownOf(connection.state(), activity);
    item.text = text;
    item.detail = isDown ? '' : activity.known.join(' ');
    item.busy = isBusy;
    item.command = command;
    item.severity = isDown
      ? vscode.LanguageStatusSeverity.Error
      : vscode.LanguageStatusSeverity.Information;
  }

  show();
  return vscode.Disposable.from(
    item,
    connection.onState(() => {
      // A new server has nothing to tell until it is asked.
      if (connection.state() !== 'running') activity = { doing: null, known: [] };
      show();
    }),
    connection.onActivity((told) => {
      activity = told;
      show();
    }),
  );
}

interface Shown {
  readonly text: string;
  readonly command: vscode.Command;
  readonly isBusy: boolean;
  readonly isDown: boolean;
}

const SHOW_OUTPUT = { command: 'layerForecast.showOutput', title: 'Show Output' };
const RESTART = { command: 'layerForecast.restartServer', title: 'Restart' };

function shownOf(state: ServerState, { doing }: ServerActivity): Shown {
  switch (state) {
    case 'starting':
      return { text: 'Starting', command: SHOW_OUTPUT, isBusy: true, isDown: false };
    case 'stopped':
      return { text: 'Not running', command: RESTART, isBusy: false, isDown: true };
    case 'running':
      return {
        text: doing ?? 'Ready',
        command: SHOW_OUTPUT,
        isBusy: doing !== null,
        isDown: false,
      };
  }
}
