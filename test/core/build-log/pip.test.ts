/** What pip prints, from 19 to 26: real logs of every version, read without a clock (line numbers stand for time). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readBuildLog } from '../../../server/core/build-log/index.ts';
import type { ManagerLogResult } from '../../../server/core/package-managers/log-model.ts';
import { pipLog } from '../../../server/core/package-managers/pip/log.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/build-logs/pip');
const scripts = path.resolve(folder, '../scripts');
const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));

function read(name: string): { result: ManagerLogResult; text: string; nLines: number } {
  const text = readFileSync(path.join(folder, name), 'utf8');
  const reader = pipLog.create();
  const lines = text.split('\n');
  lines.forEach((line, index) => reader.read(line, index));
  return { result: reader.result(lines.length), text, nLines: lines.length };
}

/** What pip itself says it installed, in its last word. */
function installedVersions(text: string): Map<string, string> {
  const last = [...text.matchAll(/^Successfully installed (.+)$/gm)].at(-1)?.[1] ?? '';
  return new Map(
    last
      .split(' ')
      .filter((item) => item !== '')
      .map((item) => {
        const dash = item.lastIndexOf('-');
        return [item.slice(0, dash).toLowerCase(), item.slice(dash + 1)];
      }),
  );
}

/** Logs of runs that ended well with all four packages of the samples. */
function succeeded(ending: string): readonly string[] {
  return logs.filter((name) => {
    if (!name.endsWith(ending)) return false;
    return installedVersions(readFileSync(path.join(folder, name), 'utf8')).has('modernpkg');
  });
}

describe('pip log', () => {
  it('has samples of at least twelve releases', () => {
    assert.ok(new Set(logs.map((name) => name.split('-')[1])).size >= 12);
  });

  for (const name of logs) {
    it(`${name}: knows every package that pip says it installed, with its version`, () => {
      const { result, text, nLines } = read(name);
      const found = new Map(result.packages.map((one) => [one.name, one.version]));
      for (const [installed, version] of installedVersions(text)) {
        assert.equal(found.get(installed), version, installed);
      }
      for (const phase of [...result.phases, ...result.packages.flatMap((one) => one.phases)]) {
        assert.ok(phase.start >= 0 && phase.end >= phase.start && phase.end <= nLines);
      }
    });
  }

  for (const name of succeeded('-cold.log')) {
    it(`${name}: a cold run downloads the wheels and builds the sdists`, () => {
      const { result } = read(name);
      const by = new Map(result.packages.map((one) => [one.name, one]));
      assert.equal(by.get('bigwheel')?.origin, 'downloaded');
      assert.equal(by.get('bigwheel')?.bytes, 3_500_000);
      assert.equal(by.get('bigwheel')?.built, false);
      assert.equal(by.get('modernpkg')?.built, true);
    });
  }

  for (const name of succeeded('-warm.log')) {
    it(`${name}: a warm run takes all from the cache and builds nothing that has a wheel there`, () => {
      const { result } = read(name);
      const by = new Map(result.packages.map((one) => [one.name, one]));
      assert.equal(by.get('bigwheel')?.origin, 'cached-download');
      assert.equal(by.get('modernpkg')?.origin, 'cached-wheel');
      assert.equal(by.get('modernpkg')?.built, false);
    });
  }

  it('names who asked for a package, where the log says it', () => {
    const { result } = read('pip-25.3-cold.log');
    const six = result.packages.find((one) => one.name === 'six');
    assert.deepEqual(six?.requiredBy, ['bigwheel']);
  });

  it('takes nothing from the output of a failed build', () => {
    for (const name of logs.filter((one) => one.includes('-failbuild'))) {
      const { result, text } = read(name);
      assert.equal(installedVersions(text).size, 0, name);
      assert.equal(
        result.phases.some((phase) => phase.kind === 'install'),
        false,
        name,
      );
    }
  });

  it('is read in any step, several of them in one, and a newer release than the installed one was downloaded', () => {
    const [build] = readBuildLog(readFileSync(path.join(scripts, 'upgrade-pip.log')));
    const run = build?.steps.find((step) => step.name.includes('bootstrap.sh'));
    assert.deepEqual(
      run?.packages.map((one) => [one.name, one.version, one.origin, one.built]),
      [
        ['pip', '24.1.2', 'downloaded', false],
        ['numpy', '2.0.0', 'cached-download', false],
        ['lib', '1', 'downloaded', true],
      ],
    );
    const clone = run.packages[2]?.phases.find((phase) => phase.label === 'clone');
    assert.deepEqual([clone?.kind, clone?.seconds], ['download', 3.29]);
    const waiting = run.phases.find((phase) => phase.label === 'wait for the package index');
    assert.equal(waiting?.seconds, 15.8);
  });

  it('is not what other programs collect', () => {
    const reader = pipLog.create();
    for (const line of [
      'Collecting page data ...',
      'Collecting usage statistics. To deactivate, set browser.gatherUsageStats to false.',
      'Collecting coverage data',
      'Collecting data...',
    ])
      reader.read(line, 1);
    assert.deepEqual(reader.result(2).packages, []);
  });

  it('knows a newer release by its download alone', () => {
    const reader = pipLog.create();
    reader.read('Requirement already satisfied: pip in /usr/lib/python3 (24.0)', 1);
    reader.read('Collecting pip', 2);
    reader.read('  Downloading pip-24.1-py3-none-any.whl.metadata (3.6 kB)', 3);
    assert.equal(reader.result(3).packages[0]?.origin, 'satisfied');
    reader.read('Downloading pip-24.1-py3-none-any.whl (1.8 MB)', 4);
    const [pip] = reader.result(5).packages;
    assert.deepEqual([pip?.origin, pip?.version, pip?.bytes], ['downloaded', '24.1', 1_800_000]);
  });

  for (const [requirement, name] of [
    ['git+https://host/team/lib.git@v1', 'lib'],
    ['git+ssh://git@host/team/lib.git', 'lib'],
    ['git+https://host/team/repo.git#egg=lib', 'lib'],
    ['git+https://host/repo#subdirectory=a&egg=lib', 'lib'],
    ['https://host/files/lib-1.0.tar.gz', 'lib'],
    ['https://host/files/lib-1.0-py3-none-any.whl#sha256=00', 'lib'],
    ['lib@ git+https://host/team/other.git@v1', 'lib'],
  ] as const) {
    it(`knows what ${requirement} is`, () => {
      const reader = pipLog.create();
      reader.read(`Collecting ${requirement}`, 1);
      assert.equal(reader.result(2).packages[0]?.name, name);
    });
  }
});
