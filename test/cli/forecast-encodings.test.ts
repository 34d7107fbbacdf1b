/** `forecast` of requirements files that are not UTF-8, and of Dockerfiles that BuildKit cannot read. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeWide, wideText, type WideEncoding } from '../../server/core/text/encodings.ts';
import type { Reason } from '../../server/protocol/shapes.ts';
import type { Forecast } from '../../server/protocol/report.ts';
import { cli, freshState, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { testRepository } from '../node/support/git.ts';

const DOCKERFILE = `FROM python:3.12-slim
WORKDIR /srv
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
`;
const PINS = 'requests==2.32.4\r\nflask==3.0.0\r\n';

async function forecast(cwd: string, ...args: readonly string[]): Promise<Forecast> {
  const ran = await cli(['forecast', ...args, '--format', 'json'], { cwd });
  assert.equal(ran.err, '');
  return validJson('forecast', ran);
}

/** All reasons of a step in words. */
function reasonsOf({ steps }: Forecast, instruction: string): string {
  const step = steps.find((one) => one.instruction === instruction);
  const words = (reason: Reason): readonly string[] => [
    reason.text,
    ...(reason.because ? words(reason.because) : []),
  ];
  return (step?.reasons ?? []).flatMap(words).join('; ');
}

describe('forecast', function () {
  this.timeout(20_000);
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  for (const encoding of ['utf-16le', 'utf-16be', 'utf-32le'] as const satisfies WideEncoding[]) {
    describe(`of requirements in ${encoding}`, () => {
      const files = { Dockerfile: DOCKERFILE, 'requirements.txt': encodeWide(PINS, encoding) };

      it('says the same as of UTF-8 about a change since a revision', async () => {
        for (const [now, says] of [
          [PINS.replace('flask==3.0.0', 'flask==3.1.0'), /requirements\.txt line 2 changed/],
          [`${PINS}six==1.16.0\r\n`, /requirements\.txt line 3 was added/],
          [`${PINS}# pinned\r\n`, /The installer reads the same from requirements\.txt as before/],
        ] as const) {
          const repository = testRepository();
          const file = join(repository.root, 'requirements.txt');
          const since = async (id: string) => {
            const { out } = await cli(['forecast', '--since', `git:${id}`], {
              cwd: repository.root,
            });
            return out.replaceAll(id, 'ID');
          };
          const wide = repository.commit(files);
          writeFileSync(file, encodeWide(now, encoding));
          const ofWide = await since(wide);
          assert.match(ofWide, says);
          const narrow = repository.commit({ 'requirements.txt': PINS });
          writeFileSync(file, now);
          assert.equal(ofWide, await since(narrow));
        }
      });

      it('names what a requirement would change, which stays in its encoding', async () => {
        const cwd = folderWith(files);
        await cli(['snapshot', '-o', 's.json'], { cwd });
        const since = ['--since', 's.json'];
        const same = await forecast(cwd, ...since, '--if-required', 'flask==3.0.0');
        assert.deepEqual([same.totals.miss, same.totals.conditional], [0, 0]);
        const report = await forecast(cwd, ...since, '--if-required', 'flask==3.1.0');
        assert.match(reasonsOf(report, 'COPY'), /requirements\.txt line 2 changed/);
        const added = await forecast(cwd, ...since, '--if-required', 'six==1.16.0');
        assert.match(reasonsOf(added, 'COPY'), /requirements\.txt line 3 was added/);
      });
    });
  }

  it('refuses a Dockerfile in UTF-16 with the reason', async () => {
    const bytes = encodeWide(DOCKERFILE, 'utf-16le');
    assert.equal(wideText(bytes), DOCKERFILE);
    const repository = testRepository();
    repository.commit({ Dockerfile: bytes, 'requirements.txt': PINS });
    const ran = await cli(['forecast', '.'], { cwd: repository.root });
    assert.equal(ran.code, 2);
    assert.match(ran.err, /BuildKit cannot read a Dockerfile in UTF-16\. Save the file as UTF-8\./);
    writeFileSync(join(repository.root, 'Dockerfile'), DOCKERFILE);
    const since = await cli(['forecast', '--since', 'git:HEAD'], { cwd: repository.root });
    assert.match(since.err, /BuildKit cannot read a Dockerfile in UTF-16/);
  });

  it('says of a template that it is one', async () => {
    const cwd = folderWith({ Dockerfile: 'FROM {{ image }}\n' });
    const ran = await cli(['forecast', '.'], { cwd });
    assert.equal(ran.code, 2);
    assert.match(ran.err, /This is a template, not a Dockerfile/);
  });
});
