/** `forecast --if-changed` and `--if-required`: of changes that nobody has made. */
import assert from 'node:assert/strict';
import type { Forecast } from '../../server/protocol/report.ts';
import { cli, freshState, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = `FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY app.py .
`;
const FILES = { Dockerfile: DOCKERFILE, 'requirements.txt': 'flask==3.0\n', 'app.py': '1\n' };

async function forecast(cwd: string, ...args: readonly string[]): Promise<Forecast> {
  const ran = await cli(['forecast', ...args, '--format', 'json'], { cwd });
  assert.equal(ran.err, '');
  return validJson('forecast', ran);
}

function verdicts({ steps }: Forecast): string {
  return steps.map((step) => step.verdict).join(' ');
}

describe('forecast of a supposed change', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  it('supposes changes that nobody has made, and says so', async () => {
    const cwd = folderWith(FILES);
    await cli(['snapshot', '-o', 's.json'], { cwd });
    const since = ['--since', 's.json'];
    const file = await forecast(cwd, ...since, '--if-changed', 'app.py');
    assert.equal(verdicts(file), 'hit hit hit hit miss');
    assert.equal(file.assumed[0], 'Supposed change, in no file: another app.py.');
    const required = await forecast(cwd, ...since, '--if-required', 'flask==3.1');
    assert.equal(verdicts(required), 'hit hit miss miss miss');
    assert.equal(required.steps[2]?.reasons[0]?.text, 'requirements.txt line 1 changed: flask');
    const { out } = await cli(
      ['forecast', ...since, '--if-changed=app.py', '--if-required=requirements.txt:six>=1'],
      { cwd },
    );
    const [headline, basis] = out.split('\n');
    assert.match(headline ?? '', /^With this change, the next build runs 3 of 5 steps again/);
    assert.match(
      basis ?? '',
      /^Dockerfile since s\.json, after another app\.py and six>=1 in requirements\.txt; BuildKit/,
    );
    assert.match(out, /requirements\.txt line 2 was added/);
    assert.equal(verdicts(await forecast(cwd, ...since)), 'hit hit hit hit hit');
  });

  it('says what it cannot suppose', async () => {
    const cwd = folderWith({ ...FILES, 'no/Dockerfile': 'FROM scratch\nCOPY a /\n', 'no/a': '1' });
    await cli(['snapshot', '-o', 's.json'], { cwd });
    const failing = async (...args: readonly string[]): Promise<string> => {
      const ran = await cli(['forecast', '--since', 's.json', ...args], { cwd });
      assert.equal(ran.code, 2);
      return ran.err;
    };
    assert.match(await failing('--if-changed', '../x'), /x is outside the build context/);
    assert.match(await failing('--if-required', 'six=1'), /--if-required: pip stops at `six=1`/);
    assert.match(
      await failing('no', '--if-required', 'six'),
      /reads no requirements file\. Name one/,
    );
    assert.match(await failing('--if-required', 'six @ file:///x/six.whl', 'gone'), /gone/);
  });
});
