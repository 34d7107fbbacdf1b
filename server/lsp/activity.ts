/** Tells a client that shows it what the server is at: a few times a second at most, and only what is new. */
import { activityText } from '../core/report/activity-text.ts';
import { createActivity, type Activity } from '../node/forecasting/index.ts';
import { METHODS } from '../protocol/requests.ts';
import type { Connection } from 'vscode-languageserver/node';
import type { Client } from './client.ts';

/** What takes less long than this need not be read. */
const PAUSE_MILLISECONDS = 150;

interface Told {
  readonly client: Client;
  readonly connection: Connection;
}

export function toldActivity(session: () => Told): Activity {
  let timer: NodeJS.Timeout | null = null;
  let told = '';
  const activity = createActivity(() => {
    timer ??= setTimeout(tell, PAUSE_MILLISECONDS).unref();
  });

  function tell(): void {
    timer = null;
    const { client, connection } = session();
    if (!client.hasViews) return;
    const text = activityText(activity.state());
    const key = JSON.stringify(text);
    if (key === told) return;
    told = key;
    // A client that has gone need not know.
    connection.sendNotification(METHODS.activity, text).catch(() => undefined);
  }
  return activity;
}
