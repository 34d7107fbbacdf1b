/**
 * Reads `layerForecast.*` from the client: asks it, and goes by what it told where it cannot be asked or knows nothing.
 * What has the wrong shape is taken as not set, so that no handler meets it.
 */
import { DEFAULT_SETTINGS, type Settings } from '../protocol/settings.ts';
import { refreshAll } from './refresh.ts';
import type { Session } from './session.ts';
import { isJsonObject } from '../core/text/json.ts';

export async function loadSettings(session: Session): Promise<void> {
  const asked: unknown = session.client.hasConfiguration
    ? await session.connection.workspace.getConfiguration(SECTION)
    : null;
  session.settings = readSettings(asked ?? sectionOf(session.toldSettings));
  session.project.settingsChanged();
  refreshAll(session);
}

/** Parameters of `workspace/didChangeConfiguration`. A client may tell other servers' settings, or none. */
export function tellSettings(session: Session, told: unknown): void {
  if (isJsonObject(told) && SECTION in told) session.toldSettings = told;
}

const SECTION = 'layerForecast';

/** `{ "layerForecast": { "codeLens": false } }`, or only what is inside. */
function sectionOf(told: unknown): unknown {
  return isJsonObject(told) && SECTION in told ? told[SECTION] : told;
}

const SEVERITIES = ['error', 'warning', 'info', 'hint', 'off'] as const;
const ASK_IMAGES = ['off', 'engine', 'registry'] as const;
const ON_OFF = ['on', 'off'] as const;
const SWITCH = ['auto', 'on', 'off'] as const;

export function readSettings(given: unknown): Settings {
  const object: Readonly<Record<string, unknown>> = isJsonObject(given) ? given : {};
  const text = (name: 'dockerPath' | 'builder') =>
    typeof object[name] === 'string' ? object[name] : DEFAULT_SETTINGS[name];
  const switchOf = (name: 'syntaxLint' | 'inlayHints') =>
    SWITCH.find((one) => one === object[name]) ?? DEFAULT_SETTINGS[name];
  const limit = object['historyLimit'];
  return {
    rules: pick(object['rules'], (value) => SEVERITIES.find((one) => one === value)),
    syntaxLint: switchOf('syntaxLint'),
    codeLens: typeof object['codeLens'] === 'boolean' ? object['codeLens'] : true,
    inlayHints: switchOf('inlayHints'),
    context: pick(object['context'], (value) => (typeof value === 'string' ? value : undefined)),
    dockerPath: text('dockerPath'),
    builder: text('builder'),
    askImages: ASK_IMAGES.find((one) => one === object['askImages']) ?? DEFAULT_SETTINGS.askImages,
    outsideBuilds:
      ON_OFF.find((one) => one === object['outsideBuilds']) ?? DEFAULT_SETTINGS.outsideBuilds,
    historyLimit:
      typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : DEFAULT_SETTINGS.historyLimit,
  };
}

function pick<Value>(
  given: unknown,
  read: (value: unknown) => Value | undefined,
): Readonly<Record<string, Value>> {
  const result: Record<string, Value> = {};
  for (const [name, value] of Object.entries(isJsonObject(given) ? given : {})) {
    const taken = read(value);
    if (taken !== undefined) result[name] = taken;
  }
  return result;
}
