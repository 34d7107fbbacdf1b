/** The context of a Dockerfile that no file names: the nearest folder that has everything. */
import assert from 'node:assert/strict';
import { contextEvidence, inferContext } from '../../../server/core/invocations/index.ts';
import { buildModel } from '../../../server/core/build-model/build-model.ts';

/** Of a repository in `/repo` with these files, for a Dockerfile of these lines. */
function infer(dockerfile: string, lines: readonly string[], files: readonly string[]) {
  const all = [dockerfile, ...files].map((file) => `/repo/${file}`);
  const text = `FROM python:3.12\nWORKDIR /app\n${lines.join('\n')}\n`;
  return inferContext(`/repo/${dockerfile}`, '/repo', contextEvidence(buildModel({ text })), {
    exists: (folder, path) => {
      const at = `${folder}/${path}`;
      return all.some((file) => file === at || file.startsWith(`${at}/`));
    },
    names: (folder) => [
      ...new Set(
        all
          .filter((file) => file.startsWith(`${folder}/`))
          .map((file) => file.slice(folder.length + 1).replace(/\/.*/, '')),
      ),
    ],
  });
}

interface Case {
  readonly what: string;
  readonly dockerfile?: string;
  readonly lines: readonly string[];
  readonly files: readonly string[];
  /** Relative to the repository. */
  readonly context: string;
  readonly evidence: string;
  readonly missing?: readonly string[];
}

const COPY = 'COPY requirements.txt .';

const CASES: readonly Case[] = [
  {
    what: 'goes up to the root where the sources are there',
    lines: [COPY, 'COPY app app'],
    files: ['requirements.txt', 'app/main.py'],
    context: '',
    evidence: 'requirements.txt and app exist in the root of the project',
  },
  {
    what: 'stays in the own folder where the sources are there',
    lines: [COPY],
    files: ['docker/requirements.txt', 'requirements.txt'],
    context: 'docker',
    evidence: 'requirements.txt exists in docker/',
  },
  {
    what: 'takes the nearest folder that has everything',
    dockerfile: 'a/b/c/Dockerfile',
    lines: [COPY, 'COPY app app'],
    files: ['a/b/c/requirements.txt', 'a/requirements.txt', 'a/app/x', 'requirements.txt', 'app/x'],
    context: 'a',
    evidence: 'requirements.txt and app exist in a/',
  },
  {
    what: 'takes the folder that lacks the fewest, and says what it lacks',
    lines: [COPY, 'COPY app app', 'COPY dist dist'],
    files: ['docker/app/x', 'app/x', 'requirements.txt'],
    context: '',
    missing: ['dist'],
    evidence:
      'requirements.txt and app exist in the root of the project; dist does not exist there',
  },
  {
    what: 'stays in the own folder where no folder has anything',
    lines: ['COPY dist build /x/'],
    files: ['README.md'],
    context: 'docker',
    missing: ['dist', 'build'],
    evidence: 'dist and build exist in no folder up to the root of the project; docker/ is taken',
  },
  {
    what: 'stays in the own folder where nothing is copied',
    lines: ['RUN pip install flask'],
    files: ['requirements.txt'],
    context: 'docker',
    evidence: 'the Dockerfile copies nothing: its own folder is taken',
  },
  {
    what: 'goes up where COPY . . has nothing but files about the build beside it',
    lines: ['COPY . .'],
    files: ['docker/Dockerfile.dev', 'docker/.dockerignore', 'docker/entrypoint.sh', 'app.py'],
    context: '',
    evidence:
      'no source tells the context: the root of the project is the nearest folder with something to copy',
  },
  {
    what: 'stays where COPY . . has something to copy',
    lines: ['COPY . .'],
    files: ['docker/app.py', 'app.py'],
    context: 'docker',
    evidence: 'no source tells the context: docker/ is the nearest folder with something to copy',
  },
  {
    what: 'follows what a command reads of COPY . .',
    lines: ['COPY . .', 'RUN pip install -r requirements.txt'],
    files: ['docker/helper.py', 'requirements.txt'],
    context: '',
    evidence: 'requirements.txt exists in the root of the project',
  },
  {
    what: 'follows pip install .',
    lines: ['COPY . .', 'RUN pip install .'],
    files: ['docker/helper.py', 'setup.py'],
    context: '',
    evidence: 'setup.py exists in the root of the project',
  },
  {
    what: 'takes a wildcard for no proof',
    lines: ['COPY *.txt ./', 'CMD ["python", "main.py"]'],
    files: ['docker/notes.txt', 'main.py'],
    context: 'docker',
    evidence: 'no source tells the context: docker/ is the nearest folder with something to copy',
  },
  {
    what: 'goes by sources before reads',
    lines: [COPY, 'COPY . .', 'RUN python manage.py check'],
    files: ['docker/requirements.txt', 'manage.py'],
    context: 'docker',
    evidence: 'requirements.txt exists in docker/',
  },
  {
    what: 'names three files of many',
    lines: ['COPY a b c d e /x/'],
    files: ['a', 'b', 'c', 'd', 'e'],
    context: '',
    evidence: 'a, b, c and 2 more exist in the root of the project',
  },
  {
    what: 'of a Dockerfile in the root is the root',
    dockerfile: 'Dockerfile',
    lines: [COPY],
    files: [],
    context: '',
    missing: ['requirements.txt'],
    evidence:
      'requirements.txt exists in no folder up to the root of the project; the root of the project is taken',
  },
];

describe('the context of a Dockerfile that no file names', () => {
  for (const { what, dockerfile = 'docker/Dockerfile', lines, files, ...expected } of CASES) {
    it(what, () => {
      const found = infer(dockerfile, lines, files);
      assert.deepEqual(found, {
        context: expected.context === '' ? '/repo' : `/repo/${expected.context}`,
        missing: expected.missing ?? [],
        evidence: expected.evidence,
      });
    });
  }

  it('is never above the root, whatever is there', () => {
    const asked: string[] = [];
    const evidence = { sources: ['x'], reads: [], copiesAll: false };
    const probe = {
      exists: (folder: string) => asked.push(folder) > 0 && folder === '/',
      names: () => [],
    };
    assert.equal(inferContext('/repo/a/Dockerfile', '/repo', evidence, probe).context, '/repo/a');
    assert.deepEqual([...new Set(asked)], ['/repo/a', '/repo']);
    assert.equal(inferContext('/other/Dockerfile', '/repo', evidence, probe).context, '/other');
  });

  it('is found on a drive of Windows', () => {
    const evidence = { sources: ['x'], reads: [], copiesAll: false };
    const probe = { exists: (folder: string) => folder === 'C:/repo', names: () => [] };
    assert.equal(
      inferContext('C:/repo/a/b/Dockerfile', 'C:/repo', evidence, probe).context,
      'C:/repo',
    );
  });
});
