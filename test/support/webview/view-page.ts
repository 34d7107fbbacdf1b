/**
 * A view in a real browser, the way the editor shows it: theme variables on the root, the theme's class on the body,
 * a content policy with a nonce, and an editor API that keeps what the view posts.
 */
import { mkdir } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { TimingsView } from '../../../server/protocol/requests.ts';
import { bundleView, type ViewName } from './bundle.ts';
import { keepPrinted } from '../wording.ts';
import { THEMES, type ThemeName } from './themes.ts';

export const SCREENSHOTS = 'test/results/webview';

const ADDRESS = 'https://view.example/';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface ViewPage {
  readonly page: Page;
  /** Sends a message as the extension does, and waits until it is drawn. */
  readonly send: (message: unknown) => Promise<void>;
  /** What the view has posted so far, `ready` left out. */
  readonly posted: () => Promise<readonly unknown[]>;
  /** Violations of the content policy, script errors and requests: there are to be none. */
  readonly trouble: () => Promise<readonly string[]>;
  readonly screenshot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ViewPageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly forcedColors?: boolean;
  readonly reducedMotion?: boolean;
  /** What the editor kept from the last time. */
  readonly state?: unknown;
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: FLAGS });
}

export async function openView(
  browser: Browser,
  name: ViewName,
  options: ViewPageOptions = {},
): Promise<ViewPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1240, height: options.height ?? 760 },
    forcedColors: options.forcedColors ? 'active' : 'none',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const html = await htmlOf(name, options.theme ?? 'dark', options.state ?? null);
  // The test runner's transpiler names functions with this helper, also in those that run in the page.
  await page.addInitScript('globalThis.__name = (named) => named;');
  await page.route('**/*', (route) => {
    if (route.request().url() === ADDRESS) {
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    }
    problems.push(`request of ${route.request().url()}`);
    return route.abort();
  });
  await page.clock.install({ time: afterRecording() });
  await page.goto(ADDRESS);
  return {
    page,
    send: async (message) => {
      await page.evaluate((data) => window.postMessage(data, '*'), message);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))),
      );
    },
    posted: () => page.evaluate(() => (window as unknown as FakeEditor).posted.slice(1)),
    trouble: async () => [
      ...problems,
      ...(await page.evaluate(() => (window as unknown as FakeEditor).violations)),
    ],
    screenshot: async (file) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.clock.runFor(600);
      await page.screenshot({ path: `${SCREENSHOTS}/${file}.png`, fullPage: true });
    },
    close: async () => {
      keepPrinted(await shownTexts(page));
      await context.close();
    },
  };
}

/** What the view shows at last, hidden parts and the names for screen readers with it. */
function shownTexts(page: Page): Promise<string> {
  return page.evaluate(() => {
    const names = [...document.querySelectorAll('[aria-label], [title]')].map(
      (element) =>
        `${element.getAttribute('aria-label') ?? ''}\n${element.getAttribute('title') ?? ''}`,
    );
    return [document.getElementById('root')?.textContent ?? '', ...names].join('\n');
  });
}

interface FakeEditor {
  readonly posted: readonly unknown[];
  readonly violations: readonly string[];
  readonly kept: unknown;
}

export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(`test/fixtures/views/${name}.json`, 'utf8')) as unknown;
}

/** A minute after the last of the recorded builds of the API began. */
export function afterRecording(): Date {
  const { build } = readFixture('timings-explained') as TimingsView;
  return new Date(Date.parse(build?.started ?? '') + 60_000);
}

async function htmlOf(name: ViewName, theme: ThemeName, state: unknown): Promise<string> {
  const { js, css } = await bundleView(name);
  const { bodyClass, variables } = THEMES[theme];
  const nonce = 'dGhlLW5vbmNl';
  const values = Object.entries(variables).map(([key, value]) => `${key}: ${value};`);
  const editor = `
    window.posted = [];
    window.violations = [];
    window.kept = ${JSON.stringify(state)};
    document.addEventListener('securitypolicyviolation', (event) => {
      window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
    });
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.posted.push(message),
      getState: () => window.kept ?? undefined,
      setState: (state) => { window.kept = state; },
    });`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>view</title>
<style nonce="${nonce}">:root { ${values.join(' ')} }</style>
<style nonce="${nonce}">${css}</style>
</head>
<body class="${bodyClass}">
<div id="root"></div>
<script nonce="${nonce}">${editor}</script>
<script nonce="${nonce}">${js.replaceAll('</script', '<\\/script')}</script>
</body>
</html>`;
}
