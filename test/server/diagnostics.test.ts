/** Findings while somebody types: where they are, how loud, and who else shows them already. */
import assert from 'node:assert/strict';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver-protocol/node';
import { join } from 'node:path';
import { startServer, stopServers, type ServerOptions } from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const INSTALL = 'RUN pip install -r requirements.txt';
const DOCKERFILE = `FROM python:3.12\nCOPY requirements.txt .\n${INSTALL}\n`;
/** dockerfile-utils complains of two CMD, BuildKit does not. */
const TWO_COMMANDS = 'FROM python:3.12\nCMD ["a"]\nCMD ["b"]\n';

/** `3:0-3:35 warning layer-forecast missing-cache-mount`, places as the protocol counts them. */
function shown({ range, severity, source, code }: Diagnostic): string {
  const word = severity === undefined ? 'none' : WORDS[severity];
  const { start, end } = range;
  return `${start.line}:${start.character}-${end.line}:${end.character} ${word} ${source} ${code}`;
}

const WORDS = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

async function findings(
  name: string,
  text: string,
  options: Partial<ServerOptions> = {},
): Promise<readonly string[]> {
  const root = folderWith({ [name]: text });
  const server = await startServer({ folders: [root], ...options });
  // Settings come after the start, and findings again with them.
  await server.until(
    'the settings',
    () => server.received('layerForecast/forecastChanged').length > 0,
  );
  await server.open(join(root, name), text);
  return (await server.diagnostics(join(root, name))).map(shown);
}

describe('findings in the editor', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  const place = '2:4-2:15';
  const finding = `${place} warning layer-forecast missing-cache-mount`;

  it('stand where the problem is', async () => {
    assert.deepEqual(await findings('Dockerfile', DOCKERFILE), [finding]);
  });

  it('stand at the same place where lines end as on Windows', async () => {
    const text = DOCKERFILE.replaceAll('\n', '\r\n');
    assert.deepEqual(await findings('Dockerfile', text), [finding]);
  });

  it('count columns in UTF-16 units', async () => {
    const text = 'FROM python:3.12\nRUN echo "🐳 é" && pip install flask\n';
    const [found = ''] = await findings('Dockerfile', text);
    assert.match(found, /^1:19-1:30 /);
  });

  it('come of a Dockerfile that is broken, with the line', async () => {
    assert.deepEqual(await findings('Dockerfile', 'FROM python:3.12\nCOPY requirements.txt\n'), [
      '1:5-1:21 error layer-forecast syntax',
    ]);
  });

  it('come of a requirements file', async () => {
    const found = await findings('requirements.txt', 'flask==3.0\nflask===\n-e\n');
    assert.ok(found.length > 0, 'expected findings');
    for (const one of found) assert.match(one, /^[12]:\S+ \w+ layer-forecast syntax$/);
  });

  it('come of a document that lies in no file', async () => {
    const server = await startServer({ folders: [] });
    await server.open('untitled:Untitled-1', DOCKERFILE, 'dockerfile');
    const found = await server.diagnostics('untitled:Untitled-1');
    assert.deepEqual(found.map(shown), [finding]);
  });

  describe('of the syntax lint', () => {
    const lint = '1:0-1:3 warning dockerfile-utils 37';
    const cases = [
      { syntaxLint: undefined, elsewhere: false, shows: true },
      { syntaxLint: undefined, elsewhere: true, shows: false },
      { syntaxLint: 'auto', elsewhere: true, shows: false },
      { syntaxLint: 'on', elsewhere: true, shows: true },
      { syntaxLint: 'off', elsewhere: false, shows: false },
    ];
    for (const { syntaxLint, elsewhere, shows } of cases) {
      const setting = syntaxLint ?? 'by itself';
      const other = elsewhere ? 'beside' : 'without';
      it(`are ${shows ? 'shown' : 'silent'} ${other} another extension, setting ${setting}`, async () => {
        const found = await findings('Dockerfile', TWO_COMMANDS, {
          syntaxShownElsewhere: elsewhere,
          settings: syntaxLint === undefined ? {} : { syntaxLint },
        });
        assert.equal(found.filter((one) => one.includes('dockerfile-utils')).length > 0, shows);
        if (shows) assert.ok(found.includes(lint), found.join('\n'));
      });
    }

    it('do not repeat what the own parser reports, nor know less flags than BuildKit', async () => {
      const text = 'FROM python:3.12\nCOPY --parents a b/\nADD --unpack=true a.tar /\nBROKEN x\n';
      const found = await findings('Dockerfile', text);
      assert.deepEqual(found, ['3:0-3:6 error layer-forecast syntax']);
    });

    it('leave the text of a heredoc alone', async () => {
      const text = 'FROM python:3.12\nRUN <<EOF\nCOPY\nFROM\nEOF\n';
      assert.deepEqual(await findings('Dockerfile', text), []);
    });
  });

  describe('obey the settings', () => {
    const severities = ['error', 'information', 'hint'] as const;
    for (const severity of severities) {
      it(`as ${severity}`, async () => {
        const setting = severity === 'information' ? 'info' : severity;
        const settings = { rules: { 'missing-cache-mount': setting } };
        assert.deepEqual(await findings('Dockerfile', DOCKERFILE, { settings }), [
          `${place} ${severity} layer-forecast missing-cache-mount`,
        ]);
      });
    }

    it('as off', async () => {
      const settings = { rules: { 'missing-cache-mount': 'off' } };
      assert.deepEqual(await findings('Dockerfile', DOCKERFILE, { settings }), []);
    });

    it('and take what has the wrong shape for not set', async () => {
      const settings = { rules: { 'missing-cache-mount': 7 }, syntaxLint: [], historyLimit: 'x' };
      assert.deepEqual(await findings('Dockerfile', DOCKERFILE, { settings }), [finding]);
    });
  });

  it('follow the text, edit by edit', async () => {
    const root = folderWith();
    const server = await startServer({ folders: [root] });
    const file = join(root, 'Dockerfile');
    await server.open(file, DOCKERFILE);
    assert.equal((await server.diagnostics(file)).length, 1);
    const mount = ' --mount=type=cache,target=/root/.cache/pip';
    const at = { line: 2, character: 3 };
    await server.change(file, { range: { start: at, end: at }, text: mount });
    assert.deepEqual(await server.diagnostics(file), []);
    const end = { line: 2, character: 3 + mount.length };
    await server.change(file, { range: { start: at, end }, text: '' });
    assert.equal((await server.diagnostics(file)).length, 1);
  });

  it('follow a change of the settings', async () => {
    const root = folderWith();
    const server = await startServer({ folders: [root] });
    const file = join(root, 'Dockerfile');
    await server.open(file, DOCKERFILE);
    assert.equal((await server.diagnostics(file)).length, 1);
    await server.setSettings({ rules: { 'missing-cache-mount': 'off' } });
    await server.until('no finding', () => server.published(file).at(-1) === 0);
  });

  it('go with the document', async () => {
    const root = folderWith();
    const server = await startServer({ folders: [root] });
    const file = join(root, 'Dockerfile');
    await server.open(file, DOCKERFILE);
    assert.equal((await server.diagnostics(file)).length, 1);
    await server.close(file);
    await server.until('empty findings', () => server.published(file).at(-1) === 0);
  });
});
