/** The problem matchers of the manifest read what the command line prints, and the arguments of tasks are its options. */
import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import { buildArguments, readTask } from '../../client/src/tasks/definition.ts';
import { BUILD_OPTIONS } from '../../server/cli/build-options.ts';
import { failureText } from '../../server/cli/output/failure-text.ts';
import { findingsText } from '../../server/cli/output/findings-text.ts';
import { parseArguments } from '../../server/cli/usage.ts';
import { masked } from '../support/masked.ts';

interface Pattern {
  readonly regexp: string;
  readonly [group: string]: string | number;
}

/** The named groups of the lines that a matcher takes, as the editor reads them. */
function problemsIn(name: string, text: string): readonly Readonly<Record<string, string>>[] {
  const matcher = manifest.contributes.problemMatchers.find((one) => one.name === name);
  assert.ok(matcher, name);
  const patterns: readonly Pattern[] = [matcher.pattern].flat();
  const lines = text.split('\n');
  return lines.flatMap((_, start) => {
    const found: Record<string, string> = {};
    for (const [index, { regexp, ...groups }] of patterns.entries()) {
      const match = new RegExp(regexp).exec(lines[start + index] ?? '');
      if (match === null) return [];
      for (const [group, at] of Object.entries(groups))
        if (typeof at === 'number') found[group] = match[at] ?? '';
    }
    return [found];
  });
}

describe('the problem matchers', () => {
  it('find the line at which a build failed', () => {
    const failure = {
      ...{ message: masked('`RUN pip install flask==9` failed with exit code 1.'), kind: null },
      ...{ reason: masked('ERROR: No matching distribution found for flask==9'), step: null },
      ...{ file: 'app/Dockerfile', line: 7, endLine: 7, log: null, waysOut: [] },
      source: [{ line: 7, text: masked('RUN pip install flask==9'), failed: true }],
      output: [masked('warn.py:3: a line of the step itself')],
    };
    assert.deepEqual(problemsIn('layer-forecast-build', failureText(failure, false)), [
      {
        file: 'app/Dockerfile',
        location: '7',
        message: '`RUN pip install flask==9` failed with exit code 1.',
      },
    ]);
  });

  it('find the findings of check', () => {
    const finding = {
      ...{ rule: 'missing-cache-mount', severity: 'warning' as const, file: 'app/Dockerfile' },
      ...{ message: masked('pip downloads again.'), related: [], docs: 'docs/x.md', fixes: [] },
      range: { start: { line: 3, column: 5 }, end: { line: 3, column: 8 } },
    };
    const text = findingsText([finding, { ...finding, severity: 'error' }], {
      ...{ nFiles: 1, excluded: [], color: false },
    });
    const found = { file: 'app/Dockerfile', line: '3', column: '5', code: 'missing-cache-mount' };
    assert.deepEqual(problemsIn('layer-forecast', text), [
      { ...found, severity: 'warning', message: 'pip downloads again.' },
      { ...found, severity: 'error', message: 'pip downloads again.' },
    ]);
  });
});

describe('the places of the problem matchers', () => {
  it('need no look at the disk: the editor drops a problem that it has not placed when the task is over', () => {
    for (const { fileLocation } of manifest.contributes.problemMatchers)
      assert.deepEqual(fileLocation, ['relative', '${workspaceFolder}']);
  });
});

describe('a task', () => {
  it('has the properties of the manifest, which are options of the command line', () => {
    const [{ properties, required }] = manifest.contributes.taskDefinitions as [
      (typeof manifest.contributes.taskDefinitions)[number],
    ];
    assert.deepEqual(required, ['task']);
    const read = readTask({
      type: 'layer-forecast',
      ...Object.fromEntries(Object.keys(properties).map((name) => [name, `-${name}`])),
      task: 'build',
      args: ['--platform=linux/arm64'],
    });
    assert.equal(read.kind, 'task');
    const [verb, ...args] = buildArguments(read.task, '-builder');
    const parsed = parseArguments(args, BUILD_OPTIONS);
    assert.equal(verb, 'build');
    assert.deepEqual(parsed.positionals, ['./-context']);
    assert.deepEqual(['file', 'invocation', 'target', 'builder', 'platform'].map(parsed.text), [
      '-dockerfile',
      '-build',
      '-target',
      '-builder',
      'linux/arm64',
    ]);
  });

  it('with nothing but its kind builds what the folder has', () => {
    const read = readTask({ type: 'layer-forecast', task: 'build', target: '' });
    assert.equal(read.kind, 'task');
    assert.deepEqual(buildArguments(read.task, ''), ['build']);
  });
});
