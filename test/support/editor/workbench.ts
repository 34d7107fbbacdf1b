/**
 * A real VS Code with the packaged extension, in a browser that a test drives. Each describe block gets a fresh one:
 *
 *   const workbench = useWorkbench({ files: { Dockerfile: 'FROM python:3.11\n' } });
 *   it('shows the forecast', async () => {
 *     await workbench().openFile('Dockerfile');
 *     await workbench().palette('Layer Forecast: Show Layer Forecast');
 *     await workbench().webview().getByRole('heading').waitFor();
 *   });
 *
 * A test that fails leaves a screenshot in `test/results/editor`.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import {
  type EditorServer,
  installVsix,
  startEditorServer,
} from '../../../scripts/editor/server.ts';
import { startBrowser } from '../browser.ts';
import { engineEnvironment } from '../engine.ts';
import { resultsFolder } from '../paths.ts';
import { chosenEditor } from './chosen.ts';
import { packagedExtension } from './packaged-extension.ts';

export interface WorkbenchOptions {
  /** The files of the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** A folder to copy as the workspace; `files` come on top. */
  readonly copyOf?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly workspaceTrust?: boolean;
  /** Called before the editor starts, with the workspace and the state folder of the extension. */
  readonly prepare?: (folder: string, stateFolder: string) => Promise<void>;
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Workbench {
  readonly page: Page;
  /** The workspace, a temporary folder. */
  readonly folder: string;
  /** Run a command by its title, with its category: `Layer Forecast: Build Image`. */
  readonly palette: (title: string) => Promise<void>;
  /** Open a file of the workspace in an editor, and wait for it. */
  readonly openFile: (name: string) => Promise<void>;
  /** A row of the quick pick that is open. */
  readonly pick: (text: string | RegExp) => Promise<void>;
  /** Choose rows of the quick pick of this title, which takes several, and go on. */
  readonly pickSeveral: (title: string, texts: readonly string[]) => Promise<void>;
  /** Answer the input box of this title. */
  readonly answer: (title: string, text: string) => Promise<void>;
  /** The content of the webview that is shown; `title` tells several apart. */
  readonly webview: (title?: string) => FrameLocator;
  /** The line of the active editor that has the text. */
  readonly line: (text: string | RegExp) => Locator;
  /** Notifications that are shown; they go away by themselves after some seconds. */
  readonly notification: (text: string | RegExp) => Locator;
  /** The rows of the Problems view, which this opens. */
  readonly problem: (text: string | RegExp) => Promise<Locator>;
  /** Offer the quick fixes of a place in the code, until one of them is shown; that one's row. */
  readonly offerFix: (place: Locator, fix: string | RegExp) => Promise<Locator>;
  /** Offer the quick fixes of a word in a line and take one. */
  readonly quickFix: (line: string | RegExp, word: string, fix: string | RegExp) => Promise<void>;
  /** Press a key with the focus in the editor, not in a webview, which would take it. */
  readonly press: (key: string) => Promise<void>;
  readonly readFile: (name: string) => string;
  /** Wait until a file of the workspace satisfies a test, such as after it was saved. */
  readonly untilFile: (name: string, test: (text: string) => boolean) => Promise<void>;
  /** `part`: only the upper left part of the window, of this size. */
  readonly screenshot: (
    name: string,
    part?: { readonly width: number; readonly height: number },
  ) => Promise<void>;
  /** Requests that left the machine; there are to be none. */
  readonly foreignRequests: ReadonlySet<string>;
  readonly pageErrors: readonly string[];
  readonly close: () => Promise<void>;
}

/** The slowest step is the start, with 8 seconds; a machine that stands still for a minute breaks nothing. */
const timeoutMilliseconds = 120_000;

/** Open a workbench before the tests of the enclosing describe block and close it after them. */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    this.timeout(2 * timeoutMilliseconds);
    workbench = await openWorkbench(options);
  });
  beforeEach(function () {
    this.timeout(2 * timeoutMilliseconds);
  });
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    await workbench?.screenshot(`failed ${test.fullTitle()}`).catch(() => undefined);
  });
  after(async () => {
    await workbench?.close();
  });
  return () => {
    if (workbench === undefined) throw new Error('The workbench is open inside tests only.');
    return workbench;
  };
}

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const editor = chosenEditor();
  const root = mkdtempSync(path.join(os.tmpdir(), 'workbench-'));
  const folder = fillFolder(path.join(root, 'workspace'), options);
  const extensionsDir = path.join(root, 'extensions');
  await options.prepare?.(folder, path.join(root, 'state/layer-forecast'));
  await installVsix(editor, await packagedExtension(), extensionsDir);
  const server = await startEditorServer({
    editor,
    extensionsDir,
    workspaceTrust: options.workspaceTrust ?? false,
    settings: options.settings ?? {},
    env: {
      ...(await engineEnvironment()),
      // The history of the tests' builds is not the user's.
      XDG_STATE_HOME: path.join(root, 'state'),
      ...options.env,
    },
  });
  const close = async (browser?: Browser): Promise<void> => {
    await browser?.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const browser = await startBrowser();
    return await openPage(server, browser, folder, options, () => close(browser));
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPage(
  server: EditorServer,
  browser: Browser,
  folder: string,
  options: WorkbenchOptions,
  close: () => Promise<void>,
): Promise<Workbench> {
  const page = await browser.newPage({
    viewport: options.size ?? { width: 1280, height: 800 },
  });
  page.setDefaultTimeout(timeoutMilliseconds);
  const foreignRequests = new Set<string>();
  page.on('request', (request) => {
    const { host, origin } = new URL(request.url());
    // Resources of webviews have such an address too, and are answered by a service worker.
    const isOwn = host === '' || host === server.authority;
    if (!isOwn && !host.startsWith('vscode-remote+')) foreignRequests.add(origin);
  });
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
  await page.goto(server.url(folder));
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  return { page, folder, foreignRequests, pageErrors, close, ...actions(page, folder) };
}

type Actions = Omit<Workbench, 'page' | 'folder' | 'foreignRequests' | 'pageErrors' | 'close'>;

function actions(page: Page, folder: string): Actions {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const quickInput = page.locator('.quick-input-widget input.input');

  /** F1, and Ctrl+P, are heard whatever has the focus, but not from inside a webview. */
  async function choose(key: string, text: string, row: Locator): Promise<void> {
    for (let tries = 3; ; tries--) {
      await leaveWebview(page);
      await page.keyboard.press(key);
      await quickInput.waitFor();
      await quickInput.fill(text);
      try {
        await row.first().click({ timeout: 8000 });
        return;
      } catch (error) {
        // A list that is still closing from the last time can swallow the text: ask once more.
        if (tries === 1) throw error;
        await page.keyboard.press('Escape');
      }
    }
  }

  const self: Actions = {
    palette: (title) => choose('F1', `>${title}`, rows.filter({ hasText: title })),
    async openFile(name) {
      await choose('Control+p', name, rows.filter({ hasText: path.basename(name) }));
      await page
        .locator(`.tab.active[data-resource-name="${path.basename(name)}"]`)
        .first()
        .waitFor();
      await page.locator('.editor-instance .view-line').first().waitFor();
    },
    pick: (text) => rows.filter({ hasText: text }).first().click(),
    async pickSeveral(title, texts) {
      await page.locator('.quick-input-title', { hasText: title }).waitFor();
      for (const text of texts) {
        const row = rows.filter({ hasText: text }).first();
        const box = row.getByRole('checkbox').first();
        for (let tries = 5; !(await box.isChecked()) && tries > 0; tries--) {
          await row.click();
          await page.waitForTimeout(200);
        }
      }
      await quickInput.press('Enter');
    },
    async answer(title, text) {
      await page.locator('.quick-input-title', { hasText: title }).waitFor();
      await quickInput.fill(text);
      await quickInput.press('Enter');
    },
    webview: (title) => {
      const frames =
        title === undefined ? 'iframe.webview.ready' : `iframe.webview.ready[title="${title}"]`;
      return page.frameLocator(frames).frameLocator('iframe#active-frame');
    },
    line: (text) => page.locator('.editor-instance .view-line').filter({ hasText: text }).first(),
    notification: (text) => page.locator('.notification-list-item').filter({ hasText: text }),
    async problem(text) {
      await self.palette('Problems: Focus on Problems View');
      return page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });
    },
    async offerFix(place, fix) {
      const offered = page.locator('.action-widget .monaco-list-row').filter({ hasText: fix });
      for (let tries = 5; ; tries--) {
        // A squiggle lies under the text that takes the click.
        await place.click({ force: true });
        await page.keyboard.press('Control+.');
        try {
          await offered.first().waitFor({ timeout: 10_000 });
          return offered.first();
        } catch (error) {
          // A lens that comes late moves the lines under the pointer: ask once more.
          if (tries === 1) throw error;
          await page.keyboard.press('Escape');
        }
      }
    },
    async quickFix(line, word, fix) {
      const offered = await self.offerFix(self.line(line).getByText(word).first(), fix);
      // An overlay catches clicks in old releases: walk to it with the keyboard, from the first row.
      for (let step = 0; step < 20 && !(await hasFocus(offered)); step++) {
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
      await offered.waitFor({ state: 'detached' });
    },
    async press(key) {
      await leaveWebview(page);
      await page.keyboard.press(key);
    },
    readFile: (name) => readFileSync(path.join(folder, name), 'utf8'),
    async untilFile(name, test) {
      const end = Date.now() + timeoutMilliseconds;
      while (!test(self.readFile(name))) {
        if (Date.now() > end) throw new Error(`${name} stays as it is:\n${self.readFile(name)}`);
        await page.waitForTimeout(100);
      }
    },
    async screenshot(name, part) {
      const file = path.join(resultsFolder, 'editor', `${name.replace(/[^\w-]+/g, '-')}.png`);
      mkdirSync(path.dirname(file), { recursive: true });
      const clip = part ? { clip: { x: 0, y: 0, ...part } } : {};
      await page.screenshot({ path: file, ...clip });
    },
  };
  return self;
}

/** A webview that has the focus keeps the keys to itself; the title bar gives the focus back to the workbench. */
async function leaveWebview(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLIFrameElement) document.activeElement.blur();
    window.focus();
  });
}

async function hasFocus(row: Locator): Promise<boolean> {
  return /\bfocused\b/.test((await row.getAttribute('class')) ?? '');
}

function fillFolder(folder: string, options: WorkbenchOptions): string {
  mkdirSync(folder, { recursive: true });
  if (options.copyOf !== undefined) cpSync(options.copyOf, folder, { recursive: true });
  for (const [name, text] of Object.entries(options.files ?? {})) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}
