/** What Build Image offers, builds and saves first, with a docker that only writes down what it is asked. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { removeFolders } from '../../node/support/folders.ts';
import { describeOffer, offerOfForecast } from '../../../client/src/commands/build-offer.ts';
import { fakeBuilder, progressOf } from '../../support/server/fake-builder.ts';
import {
  activated,
  append,
  closeAll,
  openFile,
  resetSettings,
  set,
  until,
  whileAnswering,
  workspaceUri,
  writeFile,
} from './support.ts';

const DOCKERFILE = `FROM scratch AS dev
ARG VERSION=1
ARG __proto__
COPY a.txt /
FROM dev AS prod
COPY a.txt /b
`;

type Answers = Parameters<typeof whileAnswering>[0];

interface Built {
  /** The options that buildx was given; null where it was not called. */
  readonly options: string | null;
  /** What stands beside `Build now`; null where nothing was asked. */
  readonly offered: string | null;
  /** What the user was told or asked. */
  readonly said: readonly string[];
}

const pickFirst = (items: unknown): unknown => (items as readonly unknown[])[0];
const pickSecond = (items: unknown): unknown => (items as readonly unknown[])[1];
const pickLabel =
  (...labels: readonly string[]) =>
  (items: unknown): unknown =>
    (items as readonly vscode.QuickPickItem[]).filter(({ label }) => labels.includes(label));
const answer = (text: string) => () => text;

describe('what Build Image builds', () => {
  let calls = '';
  before(activated);
  beforeEach(async () => {
    const docker = fakeBuilder({ build: progressOf([{ name: '[dev 1/1] COPY a.txt /' }]) });
    calls = docker.calls;
    await set('dockerPath', docker.executable, vscode.ConfigurationTarget.Global);
  });
  afterEach(async () => {
    await resetSettings();
    await closeAll();
    removeFolders();
  });

  async function build(
    file: vscode.Uri,
    { options, selection }: { readonly options?: unknown; readonly selection?: unknown },
    answers: Answers = {},
  ): Promise<Built> {
    writeFileSync(calls, '');
    let offered: string | null = null;
    const [begin = pickFirst, ...questions] = answers.showQuickPick ?? [];
    const note = (items: unknown): unknown => {
      offered = (pickFirst(items) as vscode.QuickPickItem).description ?? '';
      return begin(items);
    };
    const showQuickPick = options === undefined ? [note, ...questions] : [];
    const asked = await whileAnswering({ ...answers, showQuickPick }, async () =>
      vscode.commands.executeCommand('layerForecast.buildImage', file, options, selection),
    );
    const call = readFileSync(calls, 'utf8')
      .split('\n')
      .find((line) => line.startsWith('buildx build'));
    return {
      options: call?.replace(/^.*Dockerfile ?/, '').replace(/ ?-- .*$/, '') ?? null,
      offered,
      said: asked.map(({ text }) => text),
    };
  }

  /** The settings reach the server a moment later. */
  async function folderToBuild(name: string): Promise<vscode.Uri> {
    await writeFile(`${name}/a.txt`, 'a\n');
    const file = await writeFile(`${name}/Dockerfile`, DOCKERFILE);
    await until('the builder', async () => (await build(file, { options: {} })).options === '');
    return file;
  }

  it('is what the forecast is of, with values that only the server knows', async () => {
    const file = await folderToBuild('offer/values');
    await build(file, {
      options: { target: 'prod', buildArgs: { VERSION: '2' }, network: 'host' },
    });
    const { offered, options } = await build(file, {});
    assert.equal(offered, 'target prod · with VERSION · network host');
    assert.equal(options, '--target=prod --network=host --build-arg=VERSION=2');
  });

  it('is what was chosen in the view, over what the last build had', async () => {
    const file = await folderToBuild('offer/chosen');
    await build(file, { options: { target: 'prod', network: 'host' } });
    const selection = { forecast: 'of an older server', options: { target: 'dev' } };
    const { offered, options } = await build(file, { selection });
    assert.deepEqual(
      [offered, options],
      ['target dev · network host', '--target=dev --network=host'],
    );
  });

  it('keeps the tags of the last answers for their target', async () => {
    const file = await folderToBuild('offer/tags');
    const answered = await build(
      file,
      {},
      {
        showQuickPick: [pickSecond, answer('prod'), pickLabel(), pickFirst, pickFirst],
        showInputBox: [answer('app:prod')],
      },
    );
    assert.equal(answered.options, '--target=prod --tag=app:prod --load');
    const again = await build(file, {});
    assert.deepEqual([again.offered, again.options], ['target prod · app:prod', answered.options]);
    const selection = { forecast: 'of an older server', options: { target: 'dev' } };
    const other = await build(file, { selection });
    assert.deepEqual([other.offered, other.options], ['target dev', '--target=dev']);
  });

  it('is what was answered to the questions, over what the forecast is of', async () => {
    const file = await folderToBuild('offer/answers');
    await build(file, { options: { target: 'dev', buildArgs: { VERSION: '2' }, network: 'host' } });
    const { options } = await build(
      file,
      {},
      {
        showQuickPick: [
          pickSecond,
          answer('(the last stage)'),
          pickLabel('__proto__'),
          answer('(the current one)'),
          answer('(the default)'),
        ],
        showInputBox: [answer(''), answer('x')],
      },
    );
    assert.equal(options, '--build-arg=__proto__=x');
  });

  it('saves what is unsaved below the folder, and not in a neighbour of a like name', async () => {
    const file = await folderToBuild('offer/saved');
    const inside = await openFile('offer/saved/a.txt');
    await append(inside, 'more\n');
    const folder = workspaceUri('').toString().replace(/\/$/, '');
    const neighbour = vscode.Uri.parse(`${folder}-api/b.txt`);
    await vscode.workspace.fs.writeFile(neighbour, Buffer.from('b\n'));
    const outside = await vscode.workspace.openTextDocument(neighbour);
    try {
      await append(outside, 'more\n');
      assert.equal((await build(file, { options: {} })).options, '');
      assert.deepEqual([inside.isDirty, outside.isDirty], [false, true]);
    } finally {
      await closeAll();
      rmSync(vscode.Uri.joinPath(neighbour, '..').fsPath, { recursive: true });
    }
  });

  it('is nothing where a file cannot be saved', async () => {
    const file = await folderToBuild('offer/unsaved');
    const document = await openFile('offer/unsaved/src/app.py', 'a\n');
    await append(document, 'more\n');
    const folder = workspaceUri('offer/unsaved/src').fsPath;
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file in the way of the folder\n');
    const { options, said } = await build(file, { options: {} });
    rmSync(folder);
    // With its file back, the editor can close it.
    await writeFile('offer/unsaved/src/app.py', 'a\n');
    assert.equal(options, null);
    assert.deepEqual(said, [
      'Nothing was built: offer/unsaved/src/app.py could not be saved, and the engine reads files from the disk. Save or revert it, then build again.',
    ]);
  });
});

const CHOICE = { id: 'compose.yaml:web', label: 'web (compose.yaml)', detail: '', evidence: '' };
const OTHER = { ...CHOICE, id: 'compose.yaml:worker', label: 'worker (compose.yaml)' };

describe('the offer of a forecast', () => {
  const TAGS = { tags: ['app:prod'], load: true };
  const OF_ONE = { invocation: CHOICE, choices: [CHOICE], open: false };
  const OF_TWO = { invocation: CHOICE, choices: [CHOICE, OTHER], open: true };
  for (const [title, view, answers, expected] of [
    ['is empty where nothing is known', {}, {}, ''],
    ['names the build where there are several', { build: OF_TWO }, {}, 'web (compose.yaml)'],
    ['does not name the only build', { build: OF_ONE }, {}, ''],
    [
      'says all that decides on the image, arguments without their values',
      {
        options: { target: 'dev', builder: 'b', platform: 'linux/arm64', buildContexts: ['lib'] },
        buildArgs: { declared: ['A', 'B'], given: ['A'] },
      },
      {},
      'target dev · with A · builder b · platform linux/arm64 · context lib',
    ],
    [
      'has the tags of the last answers where no target means the last stage',
      { options: { lastStage: 'prod' } },
      { ...TAGS, target: 'prod' },
      'app:prod',
    ],
    [
      'leaves the tags of another target out',
      { options: { target: 'dev', lastStage: 'prod' } },
      TAGS,
      'target dev',
    ],
  ] as const) {
    it(title, () => {
      assert.equal(describeOffer(offerOfForecast({ id: 'f', ...view }, answers)), expected);
    });
  }

  it('refers to the forecast and its build, and adds only the tags', () => {
    const view = { id: 'forecast-7', build: OF_TWO, options: { target: 'web' } };
    const { selection } = offerOfForecast(view, { ...TAGS, target: 'web' });
    assert.deepEqual(selection, {
      forecast: 'forecast-7',
      invocation: CHOICE.id,
      options: TAGS,
    });
  });
});
