/** The analysis as a whole: syntax problems, broken rules, settings, fixing until nothing is left. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyze } from '../../support/analyze.ts';
import { fixAll } from '../../../server/core/lint/fix-all.ts';
import type { Rule } from '../../../server/core/lint/model.ts';
import { missingCacheMount } from '../../../server/core/lint/rules/cache-mount/missing-cache-mount.ts';
import type { RuleContext } from '../../../server/core/lint/lint.ts';
import { RULES } from '../../../server/core/lint/registry.ts';

const TEXT = 'FROM python:3.12\nRUN pip install --no-cache-dir flask\nRUN pip install django\n';

const finding = (start: number) => ({
  span: { start, end: start + 1 },
  message: 'Found.',
  related: [],
  fixes: [],
});
const works: Rule = {
  ...{ id: 'works', family: 'findings', since: '0.1.0', changes: [] },
  ...{ severity: 'info', summary: '', check: () => [finding(3)] },
};
const breaks: Rule = {
  ...works,
  id: 'breaks',
  check: () => {
    throw new Error('a bug in the rule');
  },
};

describe('analyze', () => {
  it('tells what the parser cannot read as findings of `syntax`', () => {
    const { findings } = analyze({ text: 'FROM python:3.12\nRUNN pip install x\n' });
    const syntax = findings.filter((one) => one.rule === 'syntax');
    assert.equal(syntax.length, 1);
    assert.equal(syntax[0]!.severity, 'error');
    assert.equal(syntax[0]!.docs, '');
  });

  it('goes on when a rule breaks', () => {
    const { findings, failures } = analyze({ text: TEXT, rules: [breaks, works] });
    assert.deepEqual(
      findings.map((one) => one.rule),
      ['works'],
    );
    assert.deepEqual(failures, [{ rule: 'breaks', message: 'a bug in the rule' }]);
  });

  it('takes severities from the settings, and leaves out rules that are off', () => {
    const settings = { [missingCacheMount.id]: 'hint' } as const;
    assert.deepEqual(
      analyze({ text: TEXT, ruleSettings: settings }).findings.map((one) => one.severity),
      ['hint', 'hint'],
    );
    const off = { [missingCacheMount.id]: 'off' } as const;
    assert.deepEqual(analyze({ text: TEXT, ruleSettings: off }).findings, []);
  });

  it('puts findings in the order of the file', () => {
    const later: Rule = { ...works, id: 'later', check: () => [finding(9), finding(1)] };
    const { findings } = analyze({ text: TEXT, rules: [works, later] });
    assert.deepEqual(
      findings.map((one) => one.span.start),
      [1, 3, 9],
    );
  });

  it('lets build arguments change what holds', () => {
    const text =
      'FROM x\nARG PIP_CACHE_DIR=/a\nRUN --mount=type=cache,target=/b pip install flask\n';
    assert.equal(analyze({ text }).findings.length, 1);
    assert.equal(analyze({ text, buildArgs: { PIP_CACHE_DIR: '/b' } }).findings.length, 0);
  });
});

describe('fixAll', () => {
  it('applies what is safe and says what it did', () => {
    const result = fixAll(TEXT);
    assert.equal(
      result.text,
      'FROM python:3.12\n' +
        'RUN --mount=type=cache,target=/root/.cache/pip pip install flask\n' +
        'RUN --mount=type=cache,target=/root/.cache/pip pip install django\n',
    );
    assert.deepEqual(result.applied, [
      "Keep pip's cache in a mount at /root/.cache/pip, drop --no-cache-dir",
      "Keep pip's cache in a mount at /root/.cache/pip",
    ]);
    assert.deepEqual(result.findings, []);
  });

  it('leaves rules alone that were not asked for', () => {
    assert.deepEqual(fixAll(TEXT, { only: ['another-rule'] }).applied, []);
  });

  it('fetches a package index in the step that installs, and keeps it in a mount there', () => {
    const text = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y git\n';
    const { text: fixed, findings } = fixAll(text, { unsafe: true });
    const mounts = ['/var/lib/apt/lists', '/var/cache/apt'].map(
      (folder) => `--mount=type=cache,target=${folder},sharing=locked`,
    );
    const step = `RUN ${mounts.join(' ')} apt-get update && apt-get install -o Dir::Cache::archives=/var/cache/apt -y git`;
    assert.equal(fixed, `FROM debian:12\nRUN apt-get update\n${step}\n`);
    assert.deepEqual(findings, []);
  });

  it('comes to an end with fixes that undo each other', () => {
    const swaps: Rule = {
      ...works,
      check: ({ model: { dockerfile } }) => [
        {
          ...finding(0),
          fixes: [
            {
              id: 'swap',
              title: 'Swap',
              safety: 'safe',
              edits: [
                {
                  span: { start: 0, end: 4 },
                  newText: dockerfile.text.startsWith('FROM') ? 'from' : 'FROM',
                },
              ],
            },
          ],
        },
      ],
    };
    const swapped = fixAll(TEXT, { rules: [swaps] });
    assert.equal(swapped.applied.length, 10);
    assert.equal(swapped.isSettled, false);
  });

  const piece = fc.constantFrom(
    ...[
      'pip install x',
      'pip install --no-cache-dir y',
      'python -m pip wheel z',
      'true',
      'cd /a',
      'rm -rf ~/.cache',
    ],
    ...[
      'export PIP_NO_CACHE_DIR=1',
      'PIP_CACHE_DIR=/c pip download q',
      'sudo pip install x',
      "sh -c 'pip install q'",
    ],
    ...[
      'pip cache purge',
      'apt-get update',
      'apt-get install -y git',
      '"open',
      '$(pip install x',
      '(pip install y)',
      'if true; then pip install z; fi',
    ],
  );
  const glue = fc.constantFrom(' && ', ' || ', '; ', ' | ', ' \\\n  && ', ' &\\\n', '\\\n');
  const run = fc
    .tuple(
      fc.array(fc.tuple(piece, glue), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(
        ...[
          'RUN ',
          'run\t',
          'RUN --mount=type=cache,target=/root/.cache/pip ',
          'RUN --mount=type=tmpfs,target=/root/.cache ',
        ],
        ...['ONBUILD RUN ', 'RUN --mount=type=cache,target=~/.cache/pip,uid=5 ', 'RUN <<EOF\n'],
      ),
    )
    .map(([parts, head]) => {
      const body = parts
        .flatMap(([text, by], index) => (index === 0 ? [text] : [by, text]))
        .join('');
      return `${head}${body}${head.includes('<<') ? '\nEOF' : ''}`;
    });
  const other = fc.constantFrom(
    ...[
      'FROM python:3.12',
      'FROM python AS a',
      'FROM a',
      'USER app',
      'USER 1000',
      'USER root',
      'ENV PIP_NO_CACHE_DIR=1',
    ],
    ...[
      'RUN useradd -u 1000 app',
      'ENV HOME=/h A=1 PIP_NO_CACHE_DIR=1',
      'WORKDIR /w',
      'COPY . .',
      '# comment',
      '',
    ],
    ...[
      'SHELL ["bash", "-c"]',
      'RUN ["pip", "install", "--no-cache-dir", "x"]',
      'ARG PIP_CACHE_DIR=/p',
      'BROKEN',
    ],
  );
  const file = fc
    .tuple(fc.array(fc.oneof(run, other), { maxLength: 12 }), fc.constantFrom('\n', '\r\n'))
    .map(([lines, end]) => ['FROM python:3.12', ...lines].join('\n').replaceAll('\n', end));

  it('ends without a fix left, and never breaks a file', () => {
    fc.assert(
      fc.property(file, fc.boolean(), (text, unsafe) => {
        const before = analyze({ text });
        assert.deepEqual(before.failures, []);
        const result = fixAll(text, { unsafe });
        const left = result.findings.flatMap((one) => one.fixes);
        const wanted = left.filter((fix) => unsafe || fix.safety === 'safe');
        assert.deepEqual(wanted, []);
        const errors = (findings: typeof before.findings): number =>
          findings.filter((one) => one.rule === 'syntax' && one.severity === 'error').length;
        assert.equal(errors(result.findings), errors(before.findings));
      }),
      { numRuns: 150 },
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        assert.deepEqual(analyze({ text: `FROM x\nRUN pip install ${text}` }).failures, []);
      }),
      { numRuns: 200 },
    );
  });

  it('is not slow on a long step', () => {
    const lines = Array.from(
      { length: 4000 },
      (_, index) => `pip install --no-cache-dir p${index}`,
    );
    const text = `FROM python:3.12\nRUN ${lines.join(' \\\n && ')}\n`;
    const started = performance.now();
    const { applied } = fixAll(text);
    assert.equal(applied.length, 1);
    assert.ok(performance.now() - started < 10_000);
  });
});

describe('comments that allow a finding', () => {
  const lines = (...more: readonly string[]): string =>
    ['FROM python:3.12', ...more, 'COPY a .', ''].join('\n');
  const rulesOf = (text: string, context: RuleContext = {}): readonly string[] =>
    analyze({ ...context, text }).findings.map(({ rule }) => rule);
  const ALLOW = '# layer-forecast: allow missing-cache-mount';

  it('hold for the instruction below and for no other', () => {
    const text = lines(ALLOW, 'RUN pip install six', 'RUN pip install idna');
    assert.deepEqual(rulesOf(text), ['missing-cache-mount']);
    assert.equal(fixAll(text).text.match(/--mount/g)?.length, 1);
  });

  it('are unused only where the rule could have found something', () => {
    const text = lines('# layer-forecast: allow missing-source', 'RUN true');
    assert.deepEqual(rulesOf(text), []);
    const off = { ruleSettings: { 'missing-cache-mount': 'off' } } as const;
    assert.deepEqual(rulesOf(lines(ALLOW, 'RUN true'), off), []);
    assert.deepEqual(rulesOf(lines(ALLOW, 'RUN true')), ['unused-allow']);
  });

  it('say nothing of a rule that broke', () => {
    const { id } = missingCacheMount;
    const broken: Rule = { ...works, id, check: () => assert.fail('broken') };
    const rules = [broken, ...RULES.filter((rule) => rule.readsFindings)];
    assert.deepEqual(rulesOf(lines(ALLOW, 'RUN true'), { rules }), []);
  });

  it('can allow that a comment is not needed', () => {
    const text = lines('# layer-forecast: allow-file unused-allow', ALLOW, 'RUN true');
    assert.deepEqual(rulesOf(text), []);
  });

  it('do not hide what the parser found', () => {
    assert.deepEqual(rulesOf(lines('# layer-forecast: allow syntax', 'BROKEN')), [
      ...['unused-allow', 'syntax'],
    ]);
  });

  it('are read from any text', () => {
    const word = fc.constantFrom(
      ...[
        '# layer-forecast:',
        ' allow',
        '-file',
        ' missing-cache-mount',
        ',',
        ' -- ',
        '\t',
        '\\\n',
      ],
      ...['\n', 'RUN pip install x', '\r\n', 'FROM a\n', ' unused-allow', '#', 'allow'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 25 }), (words) => {
        const text = words.join('');
        const { findings, failures } = analyze({ text });
        assert.deepEqual(failures, []);
        for (const { span } of findings)
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
        const left = fixAll(text).findings.filter(({ rule }) => rule === 'unused-allow');
        assert.deepEqual(
          left.filter(({ fixes }) => fixes.some(({ safety }) => safety === 'safe')),
          [],
        );
      }),
      { numRuns: 500 },
    );
  });
});
