/** One build log as many systems print it: every one gives what the log gives without its dress. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { createBuildLogReader, readBuildLog } from '../../../server/core/build-log/index.ts';
import type { Build } from '../../../server/protocol/report.ts';
import { cutLine, DRESSES, errorRecord, wrapLine } from './support/dresses.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/build-logs');
const lines = readFileSync(path.join(folder, 'dressed/base.log'), 'utf8').trimEnd().split('\n');
const rawjson = readFileSync(path.join(folder, 'rawjson/blog-cold.log'), 'utf8')
  .trimEnd()
  .split('\n');
/** The same build once more, told apart by a package. */
const others = lines.map((line) => line.replace(/six/g, 'flask').replace('13.2s', '15.2s'));

function read(log: readonly string[], lineEnd = '\n'): readonly Build[] {
  return readBuildLog(Buffer.from(log.map((line) => `${line}${lineEnd}`).join('')));
}

function only(log: readonly string[]): Build {
  const [build, ...more] = read(log);
  assert.equal(more.length, 0);
  assert.ok(build);
  return build;
}

const base = only(lines);
const other = only(others);

describe('a dressed build log', () => {
  it('is compared with something', () => {
    const run = base.steps.find((step) => step.name.includes('RUN pip'));
    assert.equal(run?.seconds, 13.2);
    assert.deepEqual(
      run.packages.map((one) => [one.name, one.version, one.built]),
      [
        ['pyyaml', '5.4.1', true],
        ['six', '1.16.0', false],
      ],
    );
    assert.notDeepEqual(other, base);
  });

  for (const [name, dress] of Object.entries(DRESSES)) {
    it(`${name}: is read as without its dress`, () => {
      const dressed = lines.map(dress);
      assert.notDeepEqual(dressed, lines);
      assert.deepEqual(read(dressed), [base]);
      assert.deepEqual(read(dressed, '\r\n'), [base]);
      // Editors and mails remove spaces at line ends.
      assert.deepEqual(read(dressed.map((line) => line.trimEnd())), [base]);
    });

    it(`${name}: two builds one after the other are two`, () => {
      const twice = [...lines, '', ...others].map(dress);
      assert.deepEqual(read(twice), [base, other]);
    });

    it(`${name}: says the same while it comes`, () => {
      const reader = createBuildLogReader();
      for (const line of lines.map(dress)) reader.push(`${line}\n`);
      reader.end();
      assert.deepEqual(reader.builds(), [base]);
    });
  }

  it('in the raw format is read as without its dress', () => {
    const plain = read(rawjson);
    for (const name of ['GitHub Actions', 'Cloud Build', 'Jenkins', 'json-file', 'quoted']) {
      assert.deepEqual(read(rawjson.map(DRESSES[name] ?? assert.fail(name))), plain, name);
    }
  });

  it('with any constant prefix and any of several times is read as without it', () => {
    const word = fc
      .string({
        unit: fc.constantFrom(...Array.from('abcXYZ019 .:-_/|│>[]()=+*~@"')),
        maxLength: 20,
      })
      .filter((text) => !/\d\.\d/.test(text));
    const end = fc.constantFrom(' ', '  ', ' | ', ': ', '> ', '] ', '│ ', '\t');
    const time = fc.constantFrom(
      ...['', 'GitHub Actions', 'Jenkins', 'syslog', 'epoch', 'American time', 'line numbers'],
    );
    fc.assert(
      fc.property(word, end, time, (before, close, name) => {
        const stamp = DRESSES[name] ?? ((line: string) => line);
        const dressed = lines.map((line, at) => stamp(`${before}${close}${line}`, at));
        assert.deepEqual(read(dressed), [base]);
      }),
      { numRuns: 200 },
    );
  });

  it('among the lines of a job is read as alone', () => {
    const github = DRESSES['GitHub Actions'] ?? assert.fail();
    const job = [
      '##[group]Run docker build --progress=plain .',
      'docker build --progress=plain .',
      'Merge pull request #12 from team/fix',
      '##[endgroup]',
      ...lines,
      'Fixes #8 1.5 times',
      '##[error]Process completed with exit code 1.',
    ];
    assert.deepEqual(read(job), [base]);
    assert.deepEqual(read(job.map(github)), [base]);
  });
});

describe('output of a step that looks like a build', () => {
  const inner = lines.map((line, at) => `#8 ${(1.2 + at / 1000).toFixed(3)} ${line}`);
  const withInner = lines.flatMap((line) =>
    line.startsWith('#8 1.410') ? [...inner, line] : [line],
  );

  for (const name of ['GitHub Actions', 'Cloud Build', 'quoted', 'line numbers']) {
    it(`is output, ${name}`, () => {
      assert.deepEqual(read(withInner.map(DRESSES[name] ?? assert.fail())), read(withInner));
      assert.equal(read(withInner).length, 1);
    });
  }

  it('is output where a failed build repeats it', () => {
    const failed = [
      ...lines,
      '------',
      ' > [4/4] RUN make image:',
      '0.345 #1 [internal] load build definition from Dockerfile',
      '0.345 #1 DONE 0.0s',
      '------',
    ];
    assert.deepEqual(read(failed), [base]);
  });

  it('keeps what it looks like', () => {
    const build = only(
      [
        '#7 [2/2] RUN x',
        '#7 0.345 2026-01-05T10:11:12Z Collecting six',
        '#7 0.345 > Collecting flask',
        '#7 0.345 Collecting idna',
        '#7 DONE 1.0s',
      ].map((line) => `web | ${line}`),
    );
    assert.deepEqual(
      build.steps[0]?.packages.map((one) => one.name),
      ['idna'],
    );
  });
});

describe('several builds in one log', () => {
  for (const [one, two] of [
    ['web-1  | ', 'api-1  | '],
    ['web-1  | ', 'web-2  | '],
    ['Step #0 - "web": ', 'Step #1 - "api": '],
    ['2026-01-05T10:11:12.1234567Z web ', '2026-01-05T10:11:12.1234567Z api '],
    ['', 'api | '],
  ] as const) {
    it(`are told apart by ${JSON.stringify(one)} and ${JSON.stringify(two)}`, () => {
      const mixed = lines.flatMap((line, at) => [`${one}${line}`, `${two}${others[at] ?? ''}`]);
      assert.deepEqual(read(mixed), [base, other]);
    });
  }

  it('begin where the numbers begin again, without a word about the builder', () => {
    const [, , ...bare] = lines;
    const [, , ...bareOthers] = others;
    assert.deepEqual(read([...bare, ...bareOthers]), [only(bare), only(bareOthers)]);
  });

  it('do not begin where an old BuildKit returns to its first step', () => {
    const build = only([
      '#1 [internal] load build definition from Dockerfile',
      '#1 sha256:1111111111111111111111111111111111111111111111111111111111111111',
      '#1 DONE 0.1s',
      '#2 [internal] load .dockerignore',
      '#2 DONE 0.1s',
      '#1 [internal] load build definition from Dockerfile',
      '#1 DONE 0.2s',
      '#3 [1/2] FROM docker.io/library/python:3.12',
      '#3 DONE 1.0s',
    ]);
    assert.equal(build.steps.length, 3);
  });

  it('of compose are named as without it', () => {
    const named = (target: string) =>
      lines.map((line) => line.replace(/^(#\d+) \[/, `$1 [${target} `));
    assert.deepEqual(read(named('web')), [base]);
    const exported = named('web').map((line) =>
      line.replace(/^(#9) exporting to/, '$1 [web] exporting to'),
    );
    assert.deepEqual(read(exported), [base]);
  });

  it('of bake are told apart by their targets', () => {
    const builds = read([
      '#0 building with "box" instance using docker-container driver',
      '#1 [internal] load local bake definitions',
      '#1 DONE 0.0s',
      '#2 [web internal] load build definition from Dockerfile',
      '#2 DONE 0.1s',
      '#3 [api internal] load build definition from api.Dockerfile',
      '#3 DONE 0.1s',
      '#4 [web builder 1/2] FROM docker.io/library/python:3.12',
      '#4 CACHED',
      '#5 [api 2/2] RUN pip install six',
      '#6 [web builder 2/2] RUN make',
      '#6 0.100 hello',
      '#5 0.200 Collecting six',
      '#5 DONE 2.0s',
      '#6 DONE 3.0s',
      '#7 [web linux/arm64 stage-1 1/1] COPY . .',
      '#7 DONE 0.5s',
      '#8 [api] exporting to image',
      '#8 DONE 0.1s',
    ]);
    assert.deepEqual(
      builds.map((build) => [build.name, build.steps.map((step) => [step.stage, step.name])]),
      [
        [
          'Dockerfile (web)',
          [
            ['', '[internal] load local bake definitions'],
            ['', '[internal] load build definition from Dockerfile'],
            ['builder', '[builder 1/2] FROM docker.io/library/python:3.12'],
            ['builder', '[builder 2/2] RUN make'],
            ['stage-1', '[linux/arm64 stage-1 1/1] COPY . .'],
          ],
        ],
        [
          'api.Dockerfile (api)',
          [
            ['', '[internal] load build definition from api.Dockerfile'],
            ['stage-0', '[2/2] RUN pip install six'],
            ['', 'exporting to image'],
          ],
        ],
      ],
    );
    assert.equal(builds[1]?.steps[1]?.packages[0]?.name, 'six');
  });
});

describe('a log of Windows PowerShell', () => {
  const wraps = { cut: cutLine, wrapped: wrapLine };
  for (const [how, wrap] of Object.entries(wraps)) {
    for (const width of [79, 80, 100, 119, 120]) {
      it(`${how} at ${String(width)} columns, with error records anywhere`, () => {
        for (const records of [[0], [2, 30], [6, 33, 37]]) {
          const log = lines.flatMap((line, at) =>
            records.includes(at)
              ? [...wrap(`docker : ${line}`, width), ...errorRecord(line)]
              : wrap(line, width),
          );
          assert.deepEqual(read(log, '\r\n'), [base]);
        }
      });
    }
  }

  for (const program of ['docker', 'docker.exe', 'C:\\ci\\build.ps1', '&', 'my-wrapper']) {
    it(`names ${program} where an error record begins`, () => {
      const log = lines.flatMap((line, at) =>
        at === 2 || at === 33
          ? [...wrapLine(`${program} : ${line}`, 80), ...errorRecord(line)]
          : wrapLine(line, 80),
      );
      assert.deepEqual(read(log), [base]);
      const azure = DRESSES['Azure Pipelines'] ?? assert.fail();
      assert.deepEqual(read(log.map(azure)), [base]);
    });
  }

  it('in any of its encodings', () => {
    const text = lines.join('\r\n');
    const little = Buffer.from(text, 'utf16le');
    for (const bytes of [
      Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()]),
      little,
      Buffer.from(little).swap16(),
      Buffer.from(`\ufeff${text}`),
    ]) {
      assert.deepEqual(readBuildLog(bytes), [base]);
    }
  });

  it('with a terminal between is joined where it was cut', () => {
    assert.deepEqual(read(lines.flatMap((line) => cutLine(line, 72))), [base]);
  });
});

describe('reading a log line by line', () => {
  it('keeps letters whole that come in two events', () => {
    const bytes = Buffer.from('Größe ━━━ 🐳\n');
    for (let cut = 1; cut < bytes.length; cut++) {
      const events = [bytes.subarray(0, cut), bytes.subarray(cut)].map((data) => ({
        vertex: 'sha256:a',
        stream: 1,
        data: data.toString('base64'),
        timestamp: '2026-01-05T10:11:12Z',
      }));
      const heard: string[] = [];
      const reader = createBuildLogReader({ onLine: (_, text) => heard.push(text) });
      for (const event of events) reader.push(`${JSON.stringify({ logs: [event] })}\n`);
      assert.deepEqual(heard, ['Größe ━━━ 🐳']);
    }
  });

  it('takes progress that writes over itself for lines', () => {
    const reader = createBuildLogReader();
    reader.push('#8 [2/2] RUN pip install six\n');
    reader.push('#8 0.5 Collecting six\r#8 1.5   Downloading six-1.0-py3-none-any.whl (11 kB)\n');
    reader.push('#8 2.0 \r     |####    | 5 kB\r     |########| 11 kB\n#8 DONE 3.0s\n');
    const [step] = reader.builds()[0]?.steps ?? [];
    assert.deepEqual(
      step?.packages.map((one) => [one.name, one.origin, one.bytes]),
      [['six', 'downloaded', 11_000]],
    );
    assert.equal(step.seconds, 3);
  });

  it('takes the end of a step for its end where the log begins inside of it', () => {
    const at = lines.findIndex((line) => line.startsWith('#8 5.000'));
    const build = only(lines.slice(at));
    assert.deepEqual(
      build.steps.map((step) => step.name),
      ['exporting to image'],
    );
  });

  it('takes time in proportion to its length', () => {
    const line = '#8 0.100 output\n';
    const time = (nLines: number): number => {
      const bytes = Buffer.from(`${lines.join('\n')}\n${line.repeat(nLines)}`);
      const start = performance.now();
      readBuildLog(bytes);
      return performance.now() - start;
    };
    time(20_000);
    assert.ok(time(200_000) < 40 * Math.max(time(20_000), 5));
    const reader = createBuildLogReader();
    const start = performance.now();
    for (let at = 0; at < 20_000; at++) reader.push('#1 '.repeat(400));
    reader.end();
    assert.ok(performance.now() - start < 5_000);
  });

  it('never throws', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...lines,
        ...errorRecord('x'),
        '{"log":"#1 [',
        '\r',
        '\n',
        '\u001b[',
        '01O+',
        'x: ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        read(pieces);
        readBuildLog(Buffer.from(pieces.join('')));
      }),
    );
  });
});
