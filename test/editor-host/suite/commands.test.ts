/** The commands, as the palette, the lenses and the walkthrough run them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { BuildResult } from '../../../server/protocol/requests.ts';
import {
  activated,
  closeAll,
  openFile,
  resetSettings,
  set,
  until,
  untilFindings,
  untilLens,
  viewTab,
  whileAnswering,
  writeFile,
} from './support.ts';

const DOCKERFILE = 'FROM python:3.11\nARG VERSION=1\nRUN pip install flask\n';
const FINDING = '2:4-2:15 warning missing-cache-mount';

function run<Result>(command: string, ...args: readonly unknown[]): Thenable<Result> {
  return vscode.commands.executeCommand<Result>(`layerForecast.${command}`, ...args);
}

describe('commands', () => {
  before(activated);
  afterEach(async () => {
    await resetSettings();
    await closeAll();
  });

  it('open the forecast of the file at hand', async () => {
    await openFile('commands/Dockerfile', DOCKERFILE);
    await run('showForecast');
    await until('the view', () => viewTab('forecast') === 'Layer Forecast: commands/Dockerfile');
    const other = await writeFile('commands/other/Dockerfile', DOCKERFILE);
    await run('showForecast', other);
    await until('the view of the other one', () => viewTab('forecast')?.includes('other/'));
  });

  it('ask which Dockerfile is meant where no file says it', async () => {
    await writeFile('commands/Dockerfile', DOCKERFILE);
    await writeFile('commands/other/Dockerfile', DOCKERFILE);
    // The server hears of a file that was just written a moment later.
    await until('the view', async () => {
      const asked = await whileAnswering(
        {
          showQuickPick: [
            (items) =>
              (items as { label: string }[]).find(
                (one) => one.label === 'commands/other/Dockerfile',
              ),
          ],
        },
        () => Promise.resolve(run('showForecast')),
      );
      assert.deepEqual(
        asked.map((one) => one.question),
        ['showQuickPick'],
      );
      return viewTab('forecast')?.includes('commands/other/Dockerfile');
    });
  });

  it('say of a requirements file that no Dockerfile installs it', async () => {
    const uri = await writeFile('commands/nobody/requirements.txt', 'six\n');
    for (const command of ['showForecast', 'showTimings']) {
      const asked = await whileAnswering({}, async (so) => {
        await run(command, uri);
        await until('the message', () => so.length > 0);
      });
      await until('the view to go', () => !viewTab('forecast') && !viewTab('timings'));
      assert.deepEqual(
        asked.map(({ text }) => text),
        ['No Dockerfile of this workspace installs commands/nobody/requirements.txt.'],
      );
    }
  });

  it('open the timings, also before the first build', async () => {
    const uri = await writeFile('commands/Dockerfile', DOCKERFILE);
    await run('showTimings', uri.toString());
    await until('the view', () => viewTab('timings') === 'Build Timings: commands/Dockerfile');
  });

  it('fix all that is safe, and say when there is nothing', async () => {
    // A file of its own: findings of one that was just closed stay for a moment.
    const document = await openFile('commands/fix-all/Dockerfile', DOCKERFILE);
    await untilFindings(document.uri, [FINDING]);
    let isFixed: unknown;
    const said = await whileAnswering({}, async () => {
      isFixed = await run('fixAll');
    });
    assert.deepEqual([isFixed, said], [true, []]);
    assert.match(document.getText(), /RUN --mount=type=cache,target=\/root\/\.cache\/pip pip/);
    const asked = await whileAnswering({}, async () => assert.equal(await run('fixAll'), false));
    assert.match(asked[0]?.text ?? '', /^There is nothing that can be fixed safely/);
  });

  it('open the page of a rule, and nothing that is no rule', async () => {
    await run('openRule', 'missing-cache-mount');
    await until('the page', () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .some(({ label }) => label.includes('missing-cache-mount')),
    );
    const asked = await whileAnswering({}, () => Promise.resolve(run('openRule', '../../README')));
    assert.deepEqual(asked, [
      {
        question: 'showErrorMessage',
        text: 'Layer Forecast: "../../README" is not the name of a rule.',
      },
    ]);
  });

  it('restart the server, and all goes on', async () => {
    const { uri } = await openFile('commands/Dockerfile', DOCKERFILE);
    await untilFindings(uri, [FINDING]);
    await run('restartServer');
    await untilFindings(uri, [FINDING]);
    await untilLens(uri, /Build image/);
    const other = await openFile('commands/later.Dockerfile', DOCKERFILE);
    await untilFindings(other.uri, [FINDING]);
  });

  it('restart the server however often they are asked', async () => {
    const { uri } = await openFile('commands/Dockerfile', DOCKERFILE);
    await Promise.all([run('restartServer'), run('restartServer'), run('restartServer')]);
    await untilFindings(uri, [FINDING]);
    await untilLens(uri, /Build image/);
  });

  it('forget the history after a question, and only then', async () => {
    const no = await whileAnswering({}, () => Promise.resolve(run('clearHistory')));
    assert.deepEqual(
      no.map(({ text }) => text),
      ['Forget all recorded builds of this machine?'],
    );
    const yes = await whileAnswering({ showWarningMessage: [() => 'Clear History'] }, () =>
      Promise.resolve(run('clearHistory')),
    );
    assert.match(yes[1]?.text ?? '', /^Forgot \d+ recorded builds?\.$/);
  });

  it('show what the server says', async () => {
    await run('showOutput');
  });

  it('say what is missing where no image can be built', async () => {
    const uri = await writeFile('commands/Dockerfile', DOCKERFILE);
    await set('dockerPath', '/nowhere/docker', vscode.ConfigurationTarget.Global);
    let result: BuildResult | undefined;
    const asked = await whileAnswering({}, async () => {
      // The setting reaches the server a moment later.
      result = await until('the problem', async () => {
        const found = await run<BuildResult>('buildImage', uri, {});
        return found.problem?.message.includes('/nowhere/docker') === true && found;
      });
    });
    assert.equal(result?.problem?.code, 'no-docker');
    assert.equal(result.report.exitCode, 2);
    const { question, text } = asked.at(-1) ?? {};
    assert.equal(question, 'showErrorMessage');
    assert.match(text ?? '', /layerForecast\.dockerPath names \/nowhere\/docker/);
  });

  it('build nothing when the questions are not answered', async () => {
    const uri = await writeFile('commands/Dockerfile', DOCKERFILE);
    const asked = await whileAnswering({}, async () =>
      assert.equal(await run('buildImage', uri), undefined),
    );
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['Build commands/Dockerfile'],
    );
  });
});
