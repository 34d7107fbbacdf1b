/** A forecast of a change that nobody has made: what it reads, what it leaves behind, and what cannot be supposed. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkbench } from '../../server/node/workbench.ts';
import type { BuildOptions, ForecastRequest } from '../../server/node/forecasting/model.ts';
import { createDiskJournal } from '../../server/node/project/disk-journal.ts';
import type { ChangeChoice } from '../../server/protocol/requests.ts';
import { folderWith, removeFolders } from './support/folders.ts';

const FILES = {
  Dockerfile: `FROM python:3.12
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY src src
`,
  'requirements.txt': 'flask==3.0\nrequests==2.31.0\n',
  'src/app.py': 'print()\n',
  'src/data.bin': new Uint8Array(1_200_000),
  'notes.md': 'none\n',
};

function supposing(files: Readonly<Record<string, string | Uint8Array>>) {
  const root = folderWith(files);
  const workbench = createWorkbench({
    trusted: () => false,
    dockerPath: () => '',
    historyLimit: () => 10,
    state: folderWith(),
  });
  const disk = createDiskJournal();
  const request = (rest: Partial<ForecastRequest> = {}): ForecastRequest => ({
    place: { dockerfile: join(root, 'Dockerfile'), context: root },
    options: {},
    base: root,
    disk,
    since: [{ kind: 'saved-files' }],
    ...rest,
  });
  const answer = (rest: Partial<ForecastRequest> = {}) => workbench.forecast(request(rest));
  return {
    root,
    answer,
    after: (...after: readonly ChangeChoice[]) => answer({ after }),
    choices: (options: BuildOptions = {}) => workbench.changeChoices(request({ options })),
  };
}

type Answer = Awaited<ReturnType<ReturnType<typeof supposing>['answer']>>;

function verdicts({ forecast, problem }: Answer): string {
  assert.equal(problem, null);
  return (forecast?.steps ?? []).map((step) => step.verdict).join(' ');
}

function firstReason({ forecast }: Answer, step: number) {
  const reason = forecast?.steps[step]?.reasons[0];
  return [reason?.text, reason?.file, reason?.line];
}

describe('a supposed change', () => {
  afterEach(removeFolders);

  const another = (file: string): ChangeChoice => ({ kind: 'file', file });
  const requirement = (text: string, file = 'requirements.txt'): ChangeChoice => ({
    kind: 'requirement',
    file,
    requirement: text,
  });

  it('of a package ends in its file and line', async () => {
    const { after } = supposing(FILES);
    const answer = await after(requirement('requests==2.33.0'));
    assert.equal(verdicts(answer), 'hit miss miss miss');
    const line = ['requirements.txt line 2 changed: requests', 'requirements.txt', 2];
    assert.deepEqual(firstReason(answer, 1), line);
    assert.deepEqual(answer.supposed, [{ choice: requirement('requests==2.33.0'), isNew: false }]);
    assert.deepEqual(answer.unsaved, []);
  });

  it('of a package that is there already is none', async () => {
    const { after } = supposing(FILES);
    assert.equal(verdicts(await after(requirement('requests==2.31.0'))), 'hit hit hit hit');
  });

  it('of a file names the file and no line, since nobody knows which', async () => {
    const { after } = supposing(FILES);
    const answer = await after(another('src/app.py'));
    assert.equal(verdicts(answer), 'hit hit hit miss');
    assert.deepEqual(firstReason(answer, 3), ['src/app.py changed', 'src/app.py', undefined]);
  });

  it('of a large file is another content too', async () => {
    const { after } = supposing(FILES);
    const answer = await after(another('src/data.bin'));
    assert.equal(verdicts(answer), 'hit hit hit miss');
    assert.deepEqual(firstReason(answer, 3), ['src/data.bin changed', 'src/data.bin', undefined]);
  });

  it('of a requirements file as a file is one that pip does not see', async () => {
    const { after } = supposing(FILES);
    const answer = await after(another('requirements.txt'));
    assert.equal(verdicts(answer), 'hit miss miss miss');
    assert.match(
      String(firstReason(answer, 1)[0]),
      /: only comments or blank lines changed \(line 3\)/,
    );
    assert.match(answer.notes[0]?.text ?? '', /^The installer reads the same from /);
  });

  it('of a file that is not there is a new file', async () => {
    const { after } = supposing(FILES);
    const answer = await after(another('src/new/a.py'));
    assert.equal(verdicts(answer), 'hit hit hit miss');
    assert.deepEqual(firstReason(answer, 3).slice(0, 2), [
      'src/new/a.py was added',
      'src/new/a.py',
    ]);
    assert.deepEqual(answer.supposed, [{ choice: another('src/new/a.py'), isNew: true }]);
  });

  it('of a file that no step reads runs nothing', async () => {
    const { after } = supposing(FILES);
    assert.equal(verdicts(await after(another('notes.md'))), 'hit hit hit hit');
  });

  it('stands on top of unsaved edits', async () => {
    const { root, answer } = supposing(FILES);
    const file = join(root, 'requirements.txt');
    const overlay = new Map([[file, 'flask==3.1\nrequests==2.31.0\n']]);
    const both = await answer({ overlay, after: [requirement('requests==2.33.0')] });
    assert.equal(
      firstReason(both, 1)[0],
      'requirements.txt lines 1 to 2 changed: flask and requests',
    );
    assert.deepEqual(both.unsaved, [file]);
  });

  it('leaves nothing behind', async () => {
    const { root, answer, after } = supposing(FILES);
    const overlay = new Map([[join(root, 'src/app.py'), 'print(2)\n']]);
    const before = [await answer(), await answer({ overlay })];
    for (const change of [
      requirement('requests==2.33.0'),
      another('src/app.py'),
      another('src/data.bin'),
      another('src/new.py'),
    ]) {
      const changed = await after(change);
      assert.ok((changed.forecast?.totals.miss ?? 0) > 0);
      const again = [await answer(), await answer({ overlay })];
      assert.deepEqual(
        again.map((one) => one.forecast),
        before.map((one) => one.forecast),
      );
    }
  });

  it('reaches a file through a link, and a named context', async () => {
    const outside = folderWith({ 'lib/a.py': '1\n' });
    const { root, answer } = supposing({
      Dockerfile: 'FROM scratch\nCOPY real /real\nCOPY --from=lib a.py /\n',
      'real/a.py': '1\n',
    });
    symlinkSync('real', join(root, 'link'));
    const options = { buildContexts: { lib: join(outside, 'lib') } };
    const through = await answer({ options, after: [another('link/a.py')] });
    assert.equal(verdicts(through), 'hit miss miss');
    const named = await answer({ options, after: [another(join(outside, 'lib/a.py'))] });
    assert.equal(verdicts(named), 'hit hit miss');
  });

  it('is compared with the saved files where nothing else is known', async () => {
    const { answer } = supposing(FILES);
    const made = await answer({ since: [], after: [another('src/app.py')] });
    assert.deepEqual(made.baseline, { kind: 'saved-files' });
  });

  const problems: readonly (readonly [string, ChangeChoice, RegExp])[] = [
    ['a file outside', another('../x.py'), /^\.\.\/x\.py is outside the build context, which is/],
    ['a link to the outside', another('out/x.py'), /^out\/x\.py is outside the build context/],
    ['a folder', another('src'), /^Cannot suppose another src: it is a folder\.$/],
    ['the folder', another('src/..'), /^Cannot suppose another src\/\.\.: it is a folder\.$/],
    [
      'a dead link',
      another('dead'),
      /^Cannot suppose another dead: it is a link that leads nowhere\.$/,
    ],
    [
      'behind a dead link',
      another('dead/a/x'),
      /^Cannot .*: a part of its path is a link that leads/,
    ],
    ['below a file', another('notes.md/x'), /^Cannot .*: a part of its path is not a folder\.$/],
    ['a file without a name', another(' '), /^Which file changes\? Give its path/],
    ['a name with a NUL byte', another('a\0.py'), /^No file has a NUL byte in its name: give/],
    ['the Dockerfile', another('Dockerfile'), /^Another Dockerfile could be anything: edit it/],
    ['an ignore file', another('.dockerignore'), /^Another \.dockerignore could be anything/],
    ['no requirement', requirement('requests=2'), /^pip stops at `requests=2`.* such as `requests/],
    ['two', requirement('a\nb'), /several lines/],
  ];
  for (const [what, change, message] of problems) {
    it(`says why it cannot be ${what}`, async () => {
      const { root, after } = supposing(FILES);
      symlinkSync(folderWith({ 'x.py': '1\n' }), join(root, 'out'));
      symlinkSync('nothing', join(root, 'dead'));
      const { forecast, problem } = await after(change);
      assert.equal(forecast, null);
      assert.equal(problem?.code, 'bad-change');
      assert.match(problem.message, message);
    });
  }

  it('can be chosen among the files that the steps read', async () => {
    const { choices } = supposing({
      ...FILES,
      Dockerfile: `FROM python:3.12
COPY . .
RUN pip install -r reqs/main.txt
`,
      '.dockerignore': 'notes.md\n',
      'reqs/main.txt': '# all\n-r base.txt\nflask==3.0 \\\n  --hash=sha256:aa\n',
      'reqs/base.txt': 'six\n-e ./lib\n',
    });
    assert.deepEqual(await choices(), {
      requirements: [
        { file: 'reqs/main.txt', installed: true, lines: ['flask==3.0'] },
        { file: 'reqs/base.txt', installed: true, lines: ['six', '-e ./lib'] },
        { file: 'requirements.txt', installed: false, lines: ['flask==3.0', 'requests==2.31.0'] },
      ],
      files: ['reqs/base.txt', 'reqs/main.txt', 'requirements.txt', 'src/app.py', 'src/data.bin'],
      nLeftOut: 0,
      problem: null,
    });
  });

  it('can be chosen among so many files only', async () => {
    const many = Array.from({ length: 2_003 }, (_, index) => [`f/${index}`, ''] as const);
    const { choices } = supposing({
      Dockerfile: 'FROM scratch\nCOPY f /f\n',
      ...Object.fromEntries(many),
    });
    const { files, nLeftOut } = await choices();
    assert.deepEqual([files.length, nLeftOut], [2_000, 3]);
  });

  it('has no choices where the Dockerfile is broken', async () => {
    const { choices } = supposing({ Dockerfile: 'FROM scratch\nCOPY x\n' });
    const { files, problem } = await choices();
    assert.deepEqual(files, []);
    assert.match(problem ?? '', /^The Dockerfile cannot be built, line 2/);
  });
});
