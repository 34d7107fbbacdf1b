/**
 * The Layer Forecast picture as a page of its own, for a browser: the view's script and styles, its data, and a theme
 * that follows the reader's system. Nothing is loaded from anywhere, and what needs an editor is not there.
 */
import type { ForecastView } from '../../../server/protocol/requests.ts';

export interface StaticPageParts {
  readonly view: ForecastView;
  /** The bundles `forecast.js` and `forecast.css`. */
  readonly js: string;
  readonly css: string;
  /** Any text of letters and digits: it lets the page's own script and styles through its content policy. */
  readonly nonce: string;
}

export function staticForecastPage({ view, js, css, nonce }: StaticPageParts): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Layer Forecast: ${escapeHtml(view.dockerfile)}</title>`,
    `<style nonce="${nonce}">${THEME}</style>`,
    `<style nonce="${nonce}">${css.replaceAll('</style', '<\\/style')}</style>`,
    '</head>',
    '<body>',
    '<div id="root"></div>',
    `<script type="application/json" id="forecast-view">${jsonInHtml(view)}</script>`,
    `<script nonce="${nonce}">${js.replaceAll('</script', '<\\/script')}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** With `<` written as an escape, no text in the data can end the element that holds it. */
function jsonInHtml(view: ForecastView): string {
  return JSON.stringify(view).replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const LIGHT = {
  foreground: '#333333',
  descriptionForeground: '#5f5f5f',
  errorForeground: '#b3261e',
  focusBorder: '#0b5cad',
  'editor-background': '#ffffff',
  'editorWidget-background': '#f7f7f7',
  'widget-border': '#dddddd',
  'textLink-foreground': '#0b5cad',
  'charts-orange': '#c4770f',
  'charts-yellow': '#b08500',
  'charts-green': '#2f8132',
  'charts-blue': '#1a73d9',
  'charts-purple': '#6b3a97',
};

const DARK = {
  foreground: '#cfcfcf',
  descriptionForeground: '#9f9f9f',
  errorForeground: '#f77066',
  focusBorder: '#3b8fe0',
  'editor-background': '#1e1e1e',
  'editorWidget-background': '#232323',
  'widget-border': '#3a3a3a',
  'textLink-foreground': '#58a9f5',
  'charts-orange': '#d98a1e',
  'charts-yellow': '#cfab12',
  'charts-green': '#86cd82',
  'charts-blue': '#4697ff',
  'charts-purple': '#b184d8',
};

const FONTS = {
  'font-family': 'system-ui, sans-serif',
  'font-size': '14px',
  'editor-font-family': 'ui-monospace, monospace',
};

const THEME = [
  `:root { color-scheme: light dark; ${variables({ ...FONTS, ...LIGHT })} }`,
  `@media (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }`,
].join('\n');

function variables(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
}
