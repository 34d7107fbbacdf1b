/**
 * Stands in for the `code` executable that `@vscode/test-electron` starts: runs the extension's tests in the editor from npm,
 * with a headless Chromium as its window, and exits with their result. The same tests run in a desktop VS Code elsewhere.
 */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEditorServer } from '../../../scripts/editor/server.ts';
import { startBrowser } from '../browser.ts';
import { chosenEditor } from './chosen.ts';

/** What the workbench itself logs beside the tests. */
const noise =
  /^(Ignoring fetching|Creating a socket|Resolv(ing|ed) connection|\[reconnection|\[Service Worker|\[AgentHost|\[AccountPolicy|Updating additional|Canceled: Canceled|Timed out waiting for authentication|Creation of workbench contribution|%c|\s*$)/;

const timeoutMilliseconds = 280_000;

// Ended for taking too long: leave by the door, so that the editor is ended as well.
process.once('SIGTERM', () => process.exit(143));

const { options, words } = parse(process.argv.slice(2));
const tests = options.get('extensionTestsPath')?.[0];
if (tests === undefined) {
  console.error('This stand-in for code only runs --extensionTestsPath.');
  process.exit(2);
}
process.exitCode = await runTests(tests);

async function runTests(testsPath: string): Promise<number> {
  const folder =
    words[0] === undefined ? mkdtempSync(path.join(os.tmpdir(), 'empty-')) : absolute(words[0]);
  const extensionsDir = options.get('extensions-dir')?.[0];
  const editor = chosenEditor();
  const server = await startEditorServer({
    editor,
    testDriver: true,
    ...(extensionsDir === undefined ? {} : { extensionsDir: path.resolve(extensionsDir) }),
  });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const exit = new Promise<number>((done) => {
      // The workbench calls these two when it runs an extension's tests.
      void page.exposeFunction('codeAutomationLog', log);
      void page.exposeFunction('codeAutomationExit', done);
      page.on('crash', () => {
        console.error('The page of the editor crashed.');
        done(1);
      });
      const timer = setTimeout(() => {
        console.error(`The editor did not end its tests in ${timeoutMilliseconds / 1000} s.`);
        done(1);
      }, timeoutMilliseconds);
      timer.unref();
    });
    const developed = options.get('extensionDevelopmentPath') ?? [];
    await page.goto(
      server.url(folder, [
        ...developed.map(
          (extension) => ['extensionDevelopmentPath', server.remote(absolute(extension))] as const,
        ),
        ['extensionTestsPath', server.remote(absolute(testsPath))],
        ['skipWelcome', 'true'],
      ]),
    );
    return await exit;
  } finally {
    await browser.close();
    await server.stop();
  }
}

function log(type: string, args: readonly unknown[]): void {
  if (noise.test(String(args[0]))) return;
  if (type === 'error' || type === 'warn') console.error(...args);
  else console.log(...args);
}

function parse(args: readonly string[]): {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
} {
  const options = new Map<string, string[]>();
  const words: string[] = [];
  for (const argument of args) {
    const match = /^--([\w-]+)(?:=(.*))?$/s.exec(argument);
    if (match === null) words.push(argument);
    else options.set(match[1]!, [...(options.get(match[1]!) ?? []), match[2] ?? '']);
  }
  return { options, words };
}

/** A path as test runners hand it over: a URI, or relative to the working directory. */
function absolute(name: string): string {
  return /^[\w-]+:\/\//.test(name) ? new URL(name).pathname : path.resolve(name);
}
