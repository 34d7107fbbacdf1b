/** `check`: findings as text, JSON, SARIF and workflow commands. */
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../server/core/lint/registry.ts';
import type { CheckReport } from '../../server/protocol/report.ts';
import { cli, validJson } from '../support/cli/command-line.ts';
import { projectRoot } from '../support/paths.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const INSTALL = 'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
const CLEAN = 'FROM python:3.12\nCOPY . .\n';
const BROKEN = 'FROM python:3.12\nCOPY x\n';

describe('check', () => {
  afterEach(removeFolders);

  async function checked(cwd: string, ...paths: readonly string[]): Promise<CheckReport> {
    const ran = await cli(['check', ...paths, '--format', 'json'], { cwd });
    assert.equal(ran.err, '');
    const report = validJson('check', ran);
    assert.equal(ran.code, report.findings.length === 0 ? 0 : 1);
    return report;
  }

  it('finds what is wrong with the example', async () => {
    const report = await checked(projectRoot, 'examples/blog');
    assert.deepEqual(
      report.findings.map(({ rule, severity, file, range, docs }) => {
        return [rule, severity, file, range.start.line, docs];
      }),
      [
        [
          'missing-cache-mount',
          'warning',
          'examples/blog/Dockerfile',
          5,
          'docs/rules/missing-cache-mount.md',
        ],
      ],
    );
    const [finding] = report.findings;
    assert.deepEqual(finding?.fixes, [
      {
        id: 'keep-cache',
        title: "Keep pip's cache in a mount at /root/.cache/pip",
        safety: 'safe',
        edits: [
          {
            file: 'examples/blog/Dockerfile',
            range: { start: { line: 5, column: 4 }, end: { line: 5, column: 4 } },
            newText: ' --mount=type=cache,target=/root/.cache/pip',
          },
        ],
      },
    ]);
  });

  it('reports a broken Dockerfile as a finding', async () => {
    const report = await checked(folderWith({ Dockerfile: BROKEN }));
    assert.deepEqual(
      report.findings.map(({ rule, severity, range, docs }) => [rule, severity, range.start, docs]),
      [['syntax', 'error', { line: 2, column: 6 }, '']],
    );
  });

  it('looks into folders, and at the requirements files that are installed', async () => {
    const cwd = folderWith({
      'a/Dockerfile': INSTALL,
      'a/requirements.txt': '-e\n',
      'b/dev.Dockerfile': CLEAN,
      'b/requirements.txt': '-e\n',
      'node_modules/x/Dockerfile': BROKEN,
      'a/.venv/Dockerfile': BROKEN,
    });
    const found = (await checked(cwd)).findings.map(({ file, rule }) => `${file} ${rule}`);
    assert.deepEqual(found, ['a/Dockerfile missing-cache-mount', 'a/requirements.txt syntax']);
  });

  it('finds the requirements file in a folder that is copied', async () => {
    const cwd = folderWith({
      Dockerfile:
        'FROM python:3.12\nCOPY reqs /r/\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r /r/base.txt\n',
      'reqs/base.txt': '-e\n',
    });
    assert.deepEqual(
      (await checked(cwd)).findings.map(({ file }) => file),
      ['reqs/base.txt'],
    );
  });

  it('checks each file once', async () => {
    const cwd = folderWith({ Dockerfile: INSTALL, 'requirements.txt': '-e\n' });
    const once = (await checked(cwd)).findings.length;
    const paths = ['.', 'Dockerfile', 'requirements.txt', join(cwd, 'Dockerfile')];
    assert.equal((await checked(cwd, ...paths)).findings.length, once);
  });

  it('names files from the working directory', async () => {
    const cwd = folderWith({ 'här är/Dockerfile': INSTALL, 'other/': '' });
    const files = async (from: string, path: string) =>
      (await checked(join(cwd, from), path)).findings.map((one) => one.file);
    assert.deepEqual(await files('', 'här är'), ['här är/Dockerfile']);
    assert.deepEqual(await files('här är', '.'), ['Dockerfile']);
    assert.deepEqual(await files('other', '../här är/Dockerfile'), ['../här är/Dockerfile']);
    assert.deepEqual(await files('other', join(cwd, 'här är')), ['../här är/Dockerfile']);
  });

  it('counts columns in UTF-16 units, and lines that end as on Windows', async () => {
    const text = 'FROM python:3.12\r\nRUN echo "🐳" && pip install flask\r\n';
    const [finding] = (await checked(folderWith({ Dockerfile: text }))).findings;
    assert.deepEqual(finding?.range, {
      start: { line: 2, column: 18 },
      end: { line: 2, column: 29 },
    });
  });

  it('takes no folder for a requirements file, and no error text for a Dockerfile', async () => {
    const cwd = folderWith({ Dockerfile: INSTALL, 'requirements.txt/': '' });
    assert.equal((await checked(cwd)).findings.length, 1);
  });

  const isRoot = process.getuid?.() === 0;
  it(
    isRoot ? 'reads what only root may read, as root' : 'does not read what it may not',
    async () => {
      const cwd = folderWith({ Dockerfile: INSTALL });
      chmodSync(join(cwd, 'Dockerfile'), 0o000);
      const ran = await cli(['check'], { cwd });
      assert.equal(ran.code, isRoot ? 1 : 0);
      if (!isRoot) assert.match(ran.err, /Cannot read Dockerfile: permission is denied\.\n$/);
    },
  );

  it('is content with a folder that has no Dockerfile, where none was named', async () => {
    const ran = await cli(['check'], { cwd: folderWith() });
    assert.deepEqual(ran, { code: 0, out: 'There is no Dockerfile here.\n', err: '' });
  });

  describe('as text', () => {
    it('shows place, rule, message, fix and page', async () => {
      const ran = await cli(['check'], { cwd: folderWith({ Dockerfile: INSTALL }) });
      assert.equal(ran.code, 1);
      assert.match(
        ran.out,
        /^Dockerfile:3:5 warning missing-cache-mount\n {2}`pip install` has no/,
      );
      assert.match(ran.out, /\n {2}fix: Keep pip's cache in a mount at \/root\/\.cache\/pip\n/);
      assert.match(ran.out, /\n {2}more: docs\/rules\/missing-cache-mount\.md\n/);
      assert.match(ran.out, /\n\n1 finding, 1 fixable with `layer-forecast fix`\.\n$/);
    });

    it('says that all is well', async () => {
      const ran = await cli(['check'], { cwd: folderWith({ Dockerfile: CLEAN }) });
      assert.deepEqual(ran, { code: 0, out: 'No findings in 1 file.\n', err: '' });
    });

    it('counts what cannot be fixed too', async () => {
      const cwd = folderWith({ Dockerfile: `${INSTALL}COPY x\n` });
      const ran = await cli(['check'], { cwd });
      assert.match(ran.out, /\n2 findings, 1 fixable with `layer-forecast fix`\.\n$/);
    });
  });

  describe('as workflow commands', () => {
    it('shows place and message', async () => {
      const ran = await cli(['check', '--format', 'github'], {
        cwd: folderWith({ Dockerfile: INSTALL }),
      });
      assert.equal(ran.code, 1);
      assert.match(
        ran.out,
        /^::warning file=Dockerfile,line=3,col=5,endLine=3,endColumn=16,title=layer-forecast%3A missing-cache-mount::`pip/,
      );
      assert.equal(ran.out.trim().split('\n').length, 1);
    });

    it('escapes what would end a property or the command', async () => {
      const ran = await cli(['check', '--format', 'github', '100%,a:b.Dockerfile'], {
        cwd: folderWith({ '100%,a:b.Dockerfile': INSTALL }),
      });
      assert.match(ran.out, /^::warning file=100%25%2Ca%3Ab\.Dockerfile,line=3/);
    });
  });

  describe('as SARIF', () => {
    interface Region {
      readonly startLine: number;
      readonly startColumn: number;
    }
    interface Result {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: Region;
        };
      }[];
      readonly fixes?: readonly {
        readonly description: { readonly text: string };
        readonly artifactChanges: readonly {
          readonly replacements: readonly {
            readonly deletedRegion: Region;
            readonly insertedContent: { readonly text: string };
          }[];
        }[];
      }[];
    }
    interface Sarif {
      readonly version: string;
      readonly runs: readonly {
        readonly columnKind: string;
        readonly tool: {
          readonly driver: {
            readonly name: string;
            readonly version: string;
            readonly rules: readonly { readonly id: string }[];
          };
        };
        readonly results: readonly Result[];
      }[];
    }

    async function sarif(cwd: string, ...paths: readonly string[]): Promise<Sarif> {
      const ran = await cli(['check', ...paths, '--format', 'sarif'], { cwd });
      // The shape is what the test is about.
      return JSON.parse(ran.out) as Sarif;
    }

    it('has the rules, the findings and their fixes', async () => {
      const { version, runs } = await sarif(folderWith({ Dockerfile: INSTALL }));
      assert.equal(version, '2.1.0');
      const [run] = runs;
      assert.equal(run?.columnKind, 'utf16CodeUnits');
      assert.deepEqual(
        run.tool.driver.rules.map((rule) => rule.id),
        RULES.map((rule) => rule.id),
      );
      const [result] = run.results;
      assert.equal(result?.ruleId, 'missing-cache-mount');
      assert.equal(result.level, 'warning');
      assert.ok(result.message.text.length > 0);
      assert.deepEqual(result.locations, [
        {
          physicalLocation: {
            artifactLocation: { uri: 'Dockerfile' },
            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 16 },
          },
        },
      ]);
      const [change] = result.fixes?.[0]?.artifactChanges ?? [];
      assert.deepEqual(change?.replacements, [
        {
          deletedRegion: { startLine: 3, startColumn: 4, endLine: 3, endColumn: 4 },
          insertedContent: { text: ' --mount=type=cache,target=/root/.cache/pip' },
        },
      ]);
    });

    it('names files by URIs', async () => {
      const cwd = folderWith({ 'C# å/Dockerfile': INSTALL });
      const { runs } = await sarif(cwd);
      assert.equal(
        runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri,
        'C%23%20%C3%A5/Dockerfile',
      );
    });

    it('is whole where there is nothing to report', async () => {
      const { runs } = await sarif(folderWith({ Dockerfile: CLEAN }));
      assert.deepEqual(runs[0]?.results, []);
    });
  });
});
