/** Configurations: what they say of a file, what is wrong with them, and what an editor offers while they are written. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completeConfig, hoverConfig } from '../../../server/core/lint/config/complete.ts';
import { readConfig } from '../../../server/core/lint/config/read-config.ts';
import { configSchema } from '../../../server/core/lint/config/schema.ts';
import { isExcludedBy, settingsOfFile } from '../../../server/core/lint/config/settings-of.ts';
import { validate } from '../../../server/core/lint/config/validate.ts';
import { parseToml } from '../../../server/core/syntax/toml/index.ts';
import { RULES as MORE } from '../../support/rules/across-files.ts';

const FILE = 'layer-forecast.toml';

/** `missing-source takes …`, with the text that it is about. */
function problems(text: string, file = FILE): readonly string[] {
  return readConfig(file, text, MORE).problems.map(
    ({ span, message }) => `${text.slice(span.start, span.end)} | ${message}`,
  );
}

describe('a configuration', () => {
  it('gives rules severities and options, as texts and as tables', () => {
    const text = `
      [rules]
      old-image = "off"
      long-name = { severity = "info", max-length = 3 }
      [rules.unpinned]
      severity = "error"
    `;
    assert.deepEqual(problems(text), []);
    assert.deepEqual(readConfig(FILE, text, MORE).config.rules, {
      'old-image': { severity: 'off', options: {} },
      'long-name': { severity: 'info', options: { 'max-length': 3 } },
      unpinned: { severity: 'error', options: {} },
    });
  });

  it('has patterns as a .dockerignore, and a word about those that match nothing', () => {
    const text = 'exclude = ["/vendor", " ./old/ ", "!/vendor/ours"]\n';
    assert.deepEqual(problems(text), []);
    const { config } = readConfig(FILE, text, MORE);
    const isExcluded = (path: string) => isExcludedBy(config, path);
    assert.deepEqual(
      ['vendor/Dockerfile', 'old/Dockerfile', 'vendor/ours/Dockerfile', 'Dockerfile'].map(
        isExcluded,
      ),
      [true, true, false, false],
    );
    const why = 'matches no file: patterns are of paths below the folder of this file.';
    const useless = ['..', '../a', 'a/../../b', '', ' ', '.', '/', '!..'];
    for (const one of useless) {
      const list = JSON.stringify([one]);
      for (const table of [`exclude = ${list}\n`, `[[overrides]]\npaths = ${list}\n`])
        assert.deepEqual(problems(table), [`"${one}" | \`${one}\` ${why}`]);
    }
    assert.deepEqual(problems('exclude = [".*", "..a", "**", "*", "a/.."]\n').length, 1);
  });

  it('tells where a key belongs that was written below the rules', () => {
    for (const key of ['baseline', 'exclude'])
      assert.deepEqual(problems(`[rules]\nunpinned = "off"\n${key} = "a"\n`), [
        `${key} | \`${key}\` is no rule but a key of the configuration: write it above the first table, such as \`[rules]\`.`,
      ]);
    assert.deepEqual(problems('[contexts]\nDockerfile = "."\nexclude = ["a"]\n'), [
      'exclude | `exclude` is no Dockerfile but a key of the configuration: write it above the first table, such as `[contexts]`.',
    ]);
    // A Dockerfile of that name would do.
    assert.deepEqual(problems('[builds]\nbaseline = "a"\n'), []);
    assert.match(problems('[rules]\nnosuch = "off"\n')[0] ?? '', /There is no rule `nosuch`/);
  });

  it('has other rules for some files, the last override first', () => {
    const { config } = readConfig(
      FILE,
      `
      exclude = ["vendor", "**/legacy", "!vendor/ours"]
      rules.old-image = "info"
      rules.long-name.max-length = 3
      [[overrides]]
      paths = ["docker/**"]
      rules.old-image = "off"
      rules.long-name.skip-names = ["django"]
      [[overrides]]
      paths = ["docker/dev.Dockerfile"]
      rules = { old-image = "error" }
      `,
      MORE,
    );
    const at = (path: string) => settingsOfFile(config, path);
    assert.deepEqual(at('Dockerfile').ruleSettings, { 'old-image': 'info' });
    assert.deepEqual(at('docker/a/Dockerfile').ruleSettings, { 'old-image': 'off' });
    assert.deepEqual(at('docker/dev.Dockerfile').ruleSettings, { 'old-image': 'error' });
    assert.deepEqual(at('docker/dev.Dockerfile').ruleOptions, {
      'long-name': { 'max-length': 3, 'skip-names': ['django'] },
    });
    const excluded = ['vendor/a/Dockerfile', 'a/legacy/Dockerfile', 'vendor/ours/x', 'Dockerfile'];
    assert.deepEqual(
      excluded.map((path) => isExcludedBy(config, path)),
      [true, true, false, false],
    );
  });

  it('makes its patterns once, however many files it is asked about', () => {
    const list = Array.from({ length: 60 }, (_, n) => `"**/a${String(n)}*/b"`).join(',');
    const fresh = () => readConfig(FILE, `exclude = [${list}]`, MORE).config;
    const configs = Array.from({ length: 100 }, fresh);
    const secondsOf = (configOf: (n: number) => (typeof configs)[number]): number => {
      const started = performance.now();
      for (const n of configs.keys()) isExcludedBy(configOf(n), `x${String(n)}/Dockerfile`);
      return performance.now() - started;
    };
    const eachOnce = secondsOf((n) => configs[n]!);
    const oneAlways = secondsOf(() => configs[0]!);
    assert.ok(oneAlways < eachOnce / 3, `${String(oneAlways)} ms, ${String(eachOnce)} ms`);
  });

  it('is a section of a pyproject.toml, and nothing else of it', () => {
    const text = '[project]\nrules = 1\n[tool.layer-forecast]\nrules.old-image = "off"\nx = 1\n';
    const read = readConfig('/a/pyproject.toml', text, MORE);
    assert.deepEqual(Object.keys(read.config.rules), ['old-image']);
    assert.deepEqual(read.problems.length, 1);
    assert.equal(readConfig('pyproject.toml', '[tool.ruff]\n', MORE).isPresent, false);
    assert.equal(readConfig('pyproject.toml', '# layer-forecast\n', MORE).isPresent, false);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['rule = 1', 'rule | There is no key `rule`. Did you mean `rules`?'],
    ['rules.old-imge = "off"', 'old-imge | There is no rule `old-imge`. Did you mean `old-image`?'],
    ['rules = []', '[] | `rules` takes a table.'],
    ['exclude = "a"', '"a" | `exclude` takes a list of texts.'],
    ['exclude = ["a", 1]', '1 | `exclude` takes a text.'],
    ['exclude = ["[a"]', '"[a" | `[a` is no pattern of files.'],
    ['[[overrides]]\nrules = {}', 'overrides | `overrides` needs `paths`.'],
    ['overrides = "a"', '"a" | `overrides` takes a list of tables.'],
    ['rules.long-name = { max-length = 0 }', '0 | `max-length` takes a whole number from 1.'],
    [
      'rules.long-name.skip = []',
      'skip | `long-name` has no key `skip`. The keys are `severity`, `max-length`, `skip-names`.',
    ],
    [
      'rules.old-image = "of"',
      '"of" | `old-image` takes "error", "warning", "info", "hint", "off". Did you mean `off`?',
    ],
    [
      'rules.old-image = "Error"',
      '"Error" | `old-image` takes "error", "warning", "info", "hint", "off". Did you mean `error`?',
    ],
    [
      'rules.old-image = "warn"',
      '"warn" | `old-image` takes "error", "warning", "info", "hint", "off". Did you mean `warning`?',
    ],
    ['rules.old-image = "w"', '"w" | `old-image` takes "error", "warning", "info", "hint", "off".'],
    [
      String.raw`"\u001b[31m\u009b" = 1`,
      '"\\u001b[31m\\u009b" | There is no key `␛[31m\uFFFD`. The keys are `rules`, `exclude`, `overrides`, `contexts`, `builds`, `baseline`.',
    ],
    [
      'rules.old-image = 1979-05-27',
      '1979-05-27 | `old-image` takes "error", "warning", "info", "hint", "off".',
    ],
    [
      'builds.Dockerfile.dev = "web"',
      'Dockerfile | `builds` takes texts. Write a name with a dot in quotes, such as "Dockerfile.dev".',
    ],
    ['contexts.Dockerfile = 1', '1 | `Dockerfile` takes a text.'],
  ];
  for (const [text, expected] of wrong)
    it(`says what is wrong: ${text}`, () => assert.deepEqual(problems(text), [expected]));

  it('counts in all that is right of it', () => {
    const { config } = readConfig(FILE, 'x = 1\nbaseline = "b"\nexclude = ["[", "a"]\n', MORE);
    assert.deepEqual([config.baseline, config.exclude], ['b', ['a']]);
  });

  it('that is not TOML says nothing, and one thing is wrong with it', () => {
    const read = readConfig(FILE, 'baseline = "b"\nexclude = [\n', MORE);
    assert.equal(read.config.baseline, null);
    assert.equal(read.problems.length, 1);
    assert.match(read.problems[0]!.message, /^This is not valid TOML: /);
  });

  const piece = fc.constantFrom(
    ...['[', ']', '[[', 'rules', '.', '=', '"', "'", '{', '}', ',', '\n', '#', 'a', '1', ' '],
    ...['overrides', 'paths', 'missing-source', 'off', '\\', '\r\n', '"""', '\uFEFF', 'tool'],
    ...['layer-forecast', '[tool.layer-forecast]\n', 'exclude = ["a"]\n', '__proto__'],
  );
  it('is read and completed whatever its text is', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), (pieces, n) => {
        const text = pieces.join('');
        const offset = n % (text.length + 1);
        for (const file of [FILE, 'pyproject.toml']) {
          for (const { span } of readConfig(file, text).problems)
            assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, text);
          for (const { span } of completeConfig(file, text, offset))
            assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, text);
          hoverConfig(file, text, offset);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('is read in time that grows with it, however deep it is', () => {
    const started = performance.now();
    for (const text of [
      `a = ${'['.repeat(50_000)}`,
      `${'a.'.repeat(50_000)}b = 1`,
      Array.from({ length: 5_000 }, (_, n) => `[t${n}]\nk = "v"`).join('\n'),
    ])
      readConfig(FILE, text);
    assert.ok(performance.now() - started < 5_000);
  });
});

describe('TOML', () => {
  const mistakes: readonly (readonly [string, string])[] = [
    ['a = [', 'a value or a closing bracket is missing'],
    ['[x', 'the header has no closing bracket'],
    ['[]', 'a key is missing'],
    ['a = "x', 'the text has no closing quote'],
    ['a = {b=1,', 'the table has no closing brace'],
    ['a = [1 2]', 'a comma is missing'],
    ['a = 1\na = 2', 'this key or table is defined twice'],
    ['a b = 1', '`=` is missing after the key'],
    ['a\n=1', 'key, `=` and value have to be on one line'],
    ['a = x', 'this character is not expected; texts need quotes'],
    ['a = .5', 'this is not expected here; texts need quotes'],
    ['a = 1 b', 'a new line is missing before this'],
    ['a = 1__0', '`_` may only be between digits'],
    ['a = 01', 'a number may not begin with 0'],
    ['a = 2020-13-01', 'there is no such date'],
    ['a = 25:00:00', 'there is no such time'],
    ['a. = 1', 'the key ends with a dot'],
    ['a..b = 1', 'the key has two dots in a row'],
    [
      String.raw`a = "\q"`,
      String.raw`there is no such escape; in single quotes, \ is a plain character`,
    ],
    ["a = '''x''''''y'''", 'three quotes would end the text'],
    ['a = "\u0001"', 'this is a control character'],
    ['# \u0001', 'this character is not allowed'],
  ];
  for (const [text, expected] of mistakes)
    it(`that is none says why in plain words: ${JSON.stringify(text)}`, () => {
      const [found] = parseToml(text).problems;
      assert.equal(
        found?.message,
        `This is not valid TOML: ${expected}. Nothing of the file counts until it is.`,
      );
    });

  it('is as deep as its brackets and keys, not as its texts and comments', () => {
    const many = '['.repeat(150);
    const dots = '.'.repeat(150);
    for (const text of [
      ...[`# ${many}`, `a = "${many}"`, `a = '${many}'`, `a = "\\"${many}"`, `"${dots}" = 1`],
      ...[`a = """\n${many}\n"""`, `a = '''${many}'''''`, `a = "${dots}"`],
    ])
      assert.deepEqual(parseToml(text).problems, [], text.slice(0, 20));
    for (const text of [
      ...[`a = ${many}`, `a = ["", ${many}`, `a = ["""x""""", ${many}`, `a = ['', ${many}`],
      ...[`a = ['''x''''', ${many}`, `${'a.'.repeat(150)}b = 1`, `a = ["\\\\", ${many}`],
      `# "\na = ${many}`,
    ])
      assert.match(parseToml(text).problems[0]?.message ?? '', /nested more than 100/, text);
  });

  it('is a table, whichever way it is written', () => {
    const value = (text: string): unknown => {
      const any = { type: 'object', properties: {} } as const;
      const deep = { ...any, additionalProperties: { ...any, additionalProperties: any } };
      return JSON.stringify(validate(parseToml(text).value, deep, '').value);
    };
    const expected = value('a = { b = {} }');
    for (const text of ['[a.b]', '[a]\nb = {}', 'a.b = {}', '["a".\'b\']', '\uFEFFa.b = {}'])
      assert.equal(value(text), expected, text);
  });
});

describe('an editor of a configuration', () => {
  /** Labels at the place of the bar. */
  function offered(marked: string, file = FILE): readonly string[] {
    const text = marked.replace('|', '');
    return completeConfig(file, text, marked.indexOf('|')).map(({ label }) => label);
  }

  /** The text after the first thing that is offered was taken. */
  function taken(marked: string, label: string, file = FILE): string {
    const text = marked.replace('|', '');
    const found = completeConfig(file, text, marked.indexOf('|')).find(
      (one) => one.label === label,
    );
    assert.ok(found, `${label} in ${marked}`);
    return text.slice(0, found.span.start) + found.newText + text.slice(found.span.end);
  }

  it('is offered the keys and tables of the file', () => {
    assert.deepEqual(offered('|'), [
      ...['[rules]', 'exclude', '[[overrides]]', '[contexts]', '[builds]', 'baseline'],
    ]);
    assert.equal(taken('ex|', 'exclude'), 'exclude = ');
    assert.equal(taken('\n|', '[[overrides]]'), '\n[[overrides]]');
    assert.deepEqual(offered('[|'), ['rules', 'overrides', 'contexts', 'builds']);
    assert.ok(offered('[rules.|').includes('missing-source'));
  });

  it('is offered rules and severities', () => {
    assert.equal(taken('[rules]\nmissing-so|', 'missing-source'), '[rules]\nmissing-source = ');
    assert.deepEqual(offered('[rules]\nmissing-source = |'), [
      ...['error', 'warning', 'info', 'hint', 'off'],
    ]);
    const done = '[rules]\nmissing-source = "off"';
    for (const begun of ['|', '"o|', '"|"', 'of|'])
      assert.equal(taken(`[rules]\nmissing-source = ${begun}`, 'off'), done, begun);
    assert.equal(taken('rules.missing-source = |', 'off'), 'rules.missing-source = "off"');
    assert.deepEqual(offered('[rules.missing-source]\nseverity = "|').length, 5);
    assert.deepEqual(offered('rules = { missing-source = { sev|'), ['severity']);
    assert.deepEqual(offered('[[overrides]]\n|'), ['paths', '[overrides.rules]']);
    assert.equal(offered('[[overrides]]\nrules = { missing-source = |').length, 5);
  });

  it('is offered nothing in comments and texts that may be anything', () => {
    for (const text of ['# |', 'exclude = ["|', '[rules]\nx y|', '[contexts]\n"a|'])
      assert.deepEqual(offered(text), [], text);
  });

  it('is offered nothing of the table in a list that goes on over lines', () => {
    for (const list of ['[\n  |\n]', '[\n  "a",\n  |', '[ # b\n  "a", "|"\n]', '["a"\n, |\n]'])
      for (const key of ['exclude', '[[overrides]]\npaths', 'overrides = [{ paths'])
        assert.deepEqual(offered(`${key} = ${list}`), [], `${key} ${list}`);
    const rest = ['[rules]', 'exclude', '[[overrides]]', '[contexts]', '[builds]', 'baseline'];
    for (const above of ['exclude = ["a"]', 'exclude = [\n  "a", # ]\n]', 'rules = { x = '])
      assert.deepEqual(offered(`${above}\n|`), rest, above);
    // An unfinished list ends where the next key does.
    assert.deepEqual(offered('exclude = [\nbaseline = "a"\n|'), rest);
    assert.deepEqual(offered('exclude = [\n[ru|'), ['rules', 'overrides', 'contexts', 'builds']);
    assert.deepEqual(offered('rules = {\n  missing-source = "|').length, 5);
    assert.ok(offered('rules = {\n  missing-source = "off",\n  |').includes('missing-cache-mount'));
    assert.deepEqual(offered('overrides = [\n  { paths = ["a"], |'), ['paths', 'rules']);
  });

  it('is offered the Dockerfiles of the project where one is named', () => {
    const names = ['Dockerfile', 'app/Dockerfile'];
    const at = (marked: string, file = FILE) => {
      const text = marked.replace('|', '');
      const items = completeConfig(file, text, marked.indexOf('|'), names);
      return items.map(
        ({ span, newText }) => text.slice(0, span.start) + newText + text.slice(span.end),
      );
    };
    for (const begun of ['|', '"|', '"|"'])
      for (const [table, end] of [
        ['[contexts]\n', ' = '],
        ['[builds]\n', ' = '],
        ['exclude = [', ''],
      ])
        assert.deepEqual(
          at(`${table!}${begun}`),
          names.map((name) => `${table!}"${name}"${end!}`),
          `${table!}${begun}`,
        );
    assert.equal(
      at('[[overrides]]\npaths = [\n  "a",\n  "|"\n]')[1]?.split('\n')[3],
      '  "app/Dockerfile"',
    );
    assert.equal(at('[tool.layer-forecast]\nexclude = ["|', 'pyproject.toml').length, 2);
    for (const none of ['exclude = |', '"|', '[rules]\n"|', '[contexts]\nDockerfile = "|'])
      assert.deepEqual(at(none), [], none);
  });

  it('is offered the section of a pyproject.toml, and nothing elsewhere in it', () => {
    const file = 'pyproject.toml';
    assert.deepEqual(offered('[|', file), ['tool.layer-forecast']);
    assert.deepEqual(offered('[tool.|', file), ['layer-forecast']);
    assert.deepEqual(offered('[project]\n|', file), []);
    assert.deepEqual(offered('|', file), []);
    assert.ok(offered('[tool.layer-forecast]\n|', file).includes('[tool.layer-forecast.rules]'));
    assert.equal(offered('[tool.layer-forecast.rules]\nmissing-source = |', file).length, 5);
  });

  it('is told what a key is for', () => {
    const at = (text: string, word: string) => hoverConfig(FILE, text, text.indexOf(word) + 1);
    const text = '[rules]\nmissing-source = "off"\n';
    assert.match(at(text, 'missing')?.markdown ?? '', /COPY, ADD or bind mount.*\n\n.*"warning"/);
    assert.match(at(text, 'rules')?.markdown ?? '', /^Severity and options of rules/);
    assert.equal(at(text, 'off'), null);
    assert.equal(
      at('[[overrides]]\npaths = []\n', 'overrides')?.markdown.includes('last one wins'),
      true,
    );
  });

  it('has the words of the schema', () => {
    assert.deepEqual(Object.keys(configSchema(MORE).properties ?? {}), [
      ...['rules', 'exclude', 'overrides', 'contexts', 'builds', 'baseline'],
    ]);
  });
});
