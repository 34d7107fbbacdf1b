/** The settings `layerForecast.*`, as the client sends them to the server. A test holds them against package.json. */

export interface Settings {
  /** Rule id → severity, or `off`. */
  readonly rules: Readonly<Record<string, 'error' | 'warning' | 'info' | 'hint' | 'off'>>;
  /** Show dockerfile-utils' syntax findings: `auto` is off where another active extension shows the same. */
  readonly syntaxLint: 'auto' | 'on' | 'off';
  readonly codeLens: boolean;
  /** A word at the end of each step's line; `auto`: where the Dockerfile was built from here before. */
  readonly inlayHints: 'auto' | 'on' | 'off';
  /** Dockerfile (path relative to its workspace folder) → context folder (relative likewise). */
  readonly context: Readonly<Record<string, string>>;
  /** Machine-scoped: the docker executable; empty means search PATH and the usual places. */
  readonly dockerPath: string;
  /** Name of the buildx builder; empty means the current one. */
  readonly builder: string;
  /** Who may be asked about base images that are not known by their name: nobody, docker, or their registry too. */
  readonly askImages: 'off' | 'engine' | 'registry';
  /** Whether the builder is asked for builds that were made outside of Layer Forecast: their seconds and timings count. */
  readonly outsideBuilds: 'on' | 'off';
  /** Builds kept in the history. */
  readonly historyLimit: number;
}

export const DEFAULT_SETTINGS: Settings = {
  rules: {},
  syntaxLint: 'auto',
  codeLens: true,
  inlayHints: 'auto',
  context: {},
  dockerPath: '',
  builder: '',
  askImages: 'engine',
  outsideBuilds: 'on',
  historyLimit: 500,
};
