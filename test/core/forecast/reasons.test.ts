/** What a person is told of a step that is not found: the chain ends in what they did. */
import assert from 'node:assert/strict';
import { reasonFile } from '../../../server/core/forecast/index.ts';
import { chain, forecastOf, snapshotOf, type Given } from '../../support/forecast/forecasting.ts';

const POST = `FROM python:3.8
WORKDIR /srv
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
`;

const FILES = {
  'requirements.txt': 'flask==1.0\npyyaml==5.1\nrequests\n',
  'app.py': 'print(1)\n',
};

interface Case {
  readonly title: string;
  readonly before: Given | null;
  readonly after: Given;
  /** By the step's number: chains of its reasons. */
  readonly reasons: Readonly<Record<number, readonly (readonly string[])[]>>;
}

const post: Given = { dockerfile: POST, files: FILES };

const PUSHED = {
  dockerfile: 'FROM a\n',
  engine: { store: 'containerd', buildkit: '0.34.2' },
} as const;

const CASES: readonly Case[] = [
  {
    title: 'a line of requirements.txt',
    before: post,
    after: {
      ...post,
      files: { ...FILES, 'requirements.txt': 'flask==1.0\npyyaml==6.0\nrequests\n' },
    },
    reasons: {
      2: [['requirements.txt line 2 changed']],
      3: [
        [
          `follows \`COPY requirements.txt .\` (line 3), which runs again`,
          'requirements.txt line 2 changed',
        ],
      ],
    },
  },
  {
    title: 'lines more and lines less',
    before: post,
    after: {
      ...post,
      files: { 'requirements.txt': 'a\nb\nflask==1.0\npyyaml==5.1\nrequests\n', 'app.py': '' },
    },
    reasons: {
      2: [['requirements.txt lines 1 to 2 were added']],
      4: [
        ['app.py: 1 line was removed at the top'],
        ['requirements.txt lines 1 to 2 were added'],
        [
          `follows \`COPY requirements.txt .\` (line 3), which runs again`,
          'requirements.txt lines 1 to 2 were added',
        ],
      ],
    },
  },
  {
    title: 'nothing was built yet',
    before: null,
    after: post,
    reasons: { 3: [['No earlier build is known, so this step cannot be cached']] },
  },
  {
    title: 'a build argument that the command does not use',
    before: {
      dockerfile: 'FROM a\nARG GIT_SHA\nRUN make\nLABEL sha=$GIT_SHA\n',
      options: { buildArgs: { GIT_SHA: 'one' } },
    },
    after: {
      dockerfile: 'FROM a\nARG GIT_SHA\nRUN make\nLABEL sha=$GIT_SHA\n',
      options: { buildArgs: { GIT_SHA: 'two' } },
    },
    reasons: {
      1: [
        [
          'The value of `ARG GIT_SHA` changed, and every later RUN of the stage sees it; this command does not use it and stays cached if line 2 moves below it',
        ],
      ],
    },
  },
  {
    title: 'a build argument that it uses',
    before: { dockerfile: 'FROM a\nARG V=1\nRUN make $V\n' },
    after: { dockerfile: 'FROM a\nARG V=2\nRUN make $V\n' },
    reasons: { 1: [['The value of `ARG V` changed, and every later RUN of the stage sees it']] },
  },
  {
    title: 'a folder that is no longer ignored',
    before: {
      dockerfile: 'FROM a\nCOPY . .\n',
      files: { '.dockerignore': '.dockerignore\ndata\n', 'data/a': '', 'data/b': '', 'app.py': '' },
    },
    after: {
      dockerfile: 'FROM a\nCOPY . .\n',
      files: { '.dockerignore': '.dockerignore\n', 'data/a': '', 'data/b': '', 'app.py': '' },
    },
    reasons: { 1: [['.dockerignore no longer excludes data']] },
  },
  {
    title: 'a file that the image hardly needs',
    before: { dockerfile: 'FROM a\nCOPY . .\n', files: { 'README.md': 'a\n' } },
    after: { dockerfile: 'FROM a\nCOPY . .\n', files: { 'README.md': 'b\n' } },
    reasons: {
      1: [
        [
          'README.md line 1 changed; if the image does not need it, exclude it in .dockerignore to keep this step cached',
        ],
      ],
    },
  },
  {
    title: 'many files',
    before: { dockerfile: 'FROM a\nCOPY src /src\n', files: { 'src/a': '' } },
    after: {
      dockerfile: 'FROM a\nCOPY src /src\n',
      files: { 'src/a': 'x\n', 'src/b': '', 'src/c': '', 'src/d': '', 'src/e': '' },
    },
    reasons: {
      1: [
        ['src/a line 1 was added'],
        ['src/b was added'],
        ['src/c was added'],
        ['2 more files changed'],
      ],
    },
  },
  {
    title: 'a mode',
    before: { dockerfile: 'FROM a\nCOPY run.sh /\n', files: { 'run.sh': 'x' } },
    after: {
      dockerfile: 'FROM a\nCOPY run.sh /\n',
      files: { 'run.sh': { text: 'x', mode: '755' } },
    },
    reasons: { 1: [['The mode of run.sh changed from 644 to 755']] },
  },
  {
    title: 'a base image whose tag moved',
    before: { dockerfile: 'FROM a\nRUN x\n', images: { a: { digest: 'sha256:1' } } },
    after: { dockerfile: 'FROM a\nRUN x\n', images: { a: { digest: 'sha256:2' } } },
    reasons: {
      0: [['The image name now refers to a different image']],
      1: [
        [
          `follows \`FROM a\` (line 1), which changed`,
          'The image name now refers to a different image',
        ],
      ],
    },
  },
  {
    title: 'a base image that was pushed again',
    before: { ...PUSHED, images: { a: { digest: 'sha256:1', layers: 'one' } } },
    after: { ...PUSHED, images: { a: { digest: 'sha256:2', layers: 'one' } } },
    reasons: {
      0: [
        [
          'The image was pushed again with the same layers, but since BuildKit 0.33.1 only its digest counts',
        ],
      ],
    },
  },
  {
    title: 'a step in between',
    before: { dockerfile: 'FROM a\nRUN one\nRUN two\n' },
    after: { dockerfile: 'FROM a\nRUN one\nRUN new\nRUN two\n' },
    reasons: {
      2: [['This step is new']],
      3: [[`follows \`RUN new\` (line 3), which is new`, 'This step is new']],
    },
  },
  {
    title: 'a step that was removed',
    before: { dockerfile: 'FROM a\nRUN one\nRUN two\nRUN three\n' },
    after: { dockerfile: 'FROM a\nRUN two\nRUN three\n' },
    reasons: { 1: [['`RUN one` above this step was removed']] },
  },
  {
    title: 'what a RUN of another stage wrote',
    before: {
      dockerfile: 'FROM a AS b\nRUN make one\nFROM a\nRUN own\nCOPY --from=b /x /x\nRUN last\n',
    },
    after: {
      dockerfile: 'FROM a AS b\nRUN make two\nFROM a\nRUN own\nCOPY --from=b /x /x\nRUN last\n',
    },
    reasons: {
      1: [['The instruction changed']],
      4: [
        [
          'runs again only if `RUN make two` (line 2) writes different bytes',
          'The instruction changed',
        ],
      ],
      5: [
        [
          `follows \`COPY --from=b /x /x\` (line 5), which may run again`,
          'runs again only if `RUN make two` (line 2) writes different bytes',
          'The instruction changed',
        ],
      ],
    },
  },
  {
    title: 'a file that another stage passes on',
    before: {
      dockerfile: 'FROM a AS b\nCOPY f /f\nFROM a\nRUN own\nCOPY --from=b /f /f\n',
      files: { f: '1\n' },
    },
    after: {
      dockerfile: 'FROM a AS b\nCOPY f /f\nFROM a\nRUN own\nCOPY --from=b /f /f\n',
      files: { f: '2\n' },
    },
    reasons: {
      4: [['reads files of `COPY f /f` (line 2) that changed', 'f line 1 changed']],
    },
  },
  {
    title: 'a file that is not there',
    before: { dockerfile: 'FROM a\nCOPY f /f\n', files: { f: '1\n' } },
    after: { dockerfile: 'FROM a\nCOPY f /f\n', files: {} },
    reasons: { 1: [['`COPY` names `f`, which does not exist in the build context.']] },
  },
  {
    title: 'no cache',
    before: post,
    after: { ...post, options: { noCache: true } },
    reasons: { 3: [['`--no-cache` or `--no-cache-filter` turns the cache off for this step']] },
  },
  {
    title: 'a link that leads to another file',
    before: {
      dockerfile: 'FROM a\nCOPY link /x\n',
      files: { link: { link: 'dir/one' }, 'dir/one': '1\n' },
    },
    after: {
      dockerfile: 'FROM a\nCOPY link /x\n',
      files: { link: { link: 'dir/one' }, 'dir/one': '2\n' },
    },
    reasons: { 1: [['dir/one line 1 changed']] },
  },
  {
    title: 'credentials in a command are not repeated',
    before: { dockerfile: 'FROM a\nRUN one\nRUN last\n' },
    after: {
      dockerfile: 'FROM a\nRUN pip install -i https://me:secret@index.example/ x\nRUN last\n',
    },
    reasons: {
      2: [
        [
          `follows \`RUN pip install -i https://***@index.example/ x\` (line 2), which runs again`,
          'The instruction changed',
        ],
      ],
    },
  },
];

describe('reasons', () => {
  for (const { title, before, after, reasons } of CASES) {
    it(title, () => {
      const { steps } = forecastOf(before === null ? [] : [before], after);
      for (const [step, expected] of Object.entries(reasons))
        assert.deepEqual(steps[Number(step)]?.reasons.map(chain), expected, `step ${step}`);
    });
  }

  it('says where: a line of the Dockerfile, a file of the context', () => {
    const changed = { ...FILES, 'requirements.txt': 'flask==1.0\npyyaml==6.0\nrequests\n' };
    const { steps } = forecastOf([post], { ...post, files: changed });
    const reason = steps[3]?.reasons[0];
    assert.deepEqual(
      [reason?.file, reason?.line, reason?.because?.file, reason?.because?.line].map((part) =>
        typeof part === 'string' ? reasonFile(part) : part,
      ),
      [
        { role: 'dockerfile' },
        3,
        { role: 'context', context: 'context', path: 'requirements.txt' },
        2,
      ],
    );
  });

  it('names USER where WORKDIR gives its folder to another user', () => {
    const given = (user: string): Given => ({
      dockerfile: `FROM a\nUSER ${user}\nWORKDIR /srv\nRUN one\n`,
    });
    const { steps } = forecastOf([given('1000')], given('1001'));
    const reason = steps.find(({ verdict }) => verdict === 'miss')?.reasons[0];
    assert.deepEqual([reason?.kind, reason?.line], ['user-changed', 2]);
  });

  it('says when only comments changed', () => {
    const context = snapshotOf(post).files['context']!.get('requirements.txt')!;
    assert.deepEqual(Object.keys(context).sort(), ['lines', 'mode', 'record', 'size']);
    const entry = (text: string): Given['context'] => ({
      entries: new Map([
        [
          'r.txt',
          { kind: 'file', mode: 0o644, size: 1, digest: text, lines: [text], meaning: 'm' },
        ],
      ]),
    });
    const dockerfile = 'FROM a\nCOPY r.txt .\n';
    const { steps } = forecastOf([{ dockerfile, context: entry('1')! }], {
      dockerfile,
      context: entry('2')!,
    });
    assert.deepEqual(chain(steps[1]?.reasons[0]), [
      'r.txt: only comments or blank lines changed (line 1)',
    ]);
  });

  it('warns of a file that a warm builder will not send again', () => {
    const at = (digest: string): Given => ({
      dockerfile: 'FROM a\nCOPY f .\n',
      context: {
        entries: new Map([['f', { kind: 'file', mode: 0o644, size: 4, digest, mtime: '7' }]]),
      },
    });
    const { warnings } = forecastOf([at('1')], at('2'));
    assert.deepEqual(warnings, [
      'The content of f changed, but its size and modification time did not. A builder that still has the context of an earlier build reuses the old file. Run `touch f` to have it sent again.',
    ]);
    assert.deepEqual(forecastOf([at('1')], at('1')).warnings, []);
  });

  it('warns of what a warm builder does not notice of a folder and of attributes', () => {
    const of = (files: NonNullable<Given['files']>): Given => ({
      dockerfile: 'FROM a\nCOPY d /d\n',
      files,
    });
    const folder = (mode: string): Given => of({ 'd/f': '', 'd/': { mode } });
    const { warnings } = forecastOf([folder('755')], folder('700'));
    assert.match(
      warnings[0] ?? '',
      /^Only the mode of the folder d changed\. A builder that still/,
    );
    const attribute = (value: string): Given => ({
      ...of({}),
      context: {
        entries: new Map([
          [
            'd/f',
            { kind: 'file', mode: 0o644, size: 1, digest: '1', mtime: '7', xattrs: [['u', value]] },
          ],
        ]),
      },
    });
    const found = forecastOf([attribute('1')], attribute('2')).warnings;
    assert.match(found[0] ?? '', /^Only an extended attribute of d\/f changed\. A builder/);
  });

  it('names roles of files in a way that can be read back', () => {
    assert.deepEqual(reasonFile('context:a%3Ab:dir/x:y'), {
      role: 'context',
      context: 'a:b',
      path: 'dir/x:y',
    });
    assert.deepEqual(reasonFile('ignore:context'), { role: 'ignore', context: 'context' });
    assert.equal(reasonFile('else'), null);
    assert.equal(reasonFile('context:%'), null);
  });
});
