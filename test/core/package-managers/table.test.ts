/** The table of package managers: every entry has a sound shape, and its commands are recognized. */
import assert from 'node:assert/strict';
import { matchManager, PACKAGE_MANAGERS } from '../../../server/core/package-managers/index.ts';
import { commandArguments, parseShell } from '../../../server/core/syntax/shell/index.ts';

describe('table of package managers', () => {
  it('has each manager once', () => {
    const ids = PACKAGE_MANAGERS.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const manager of PACKAGE_MANAGERS)
    describe(manager.name, () => {
      it('is named as an id', () => assert.match(manager.id, /^[a-z][a-z0-9-]*$/));

      it('has commands whose words are patterns of whole words', () => {
        assert.ok(manager.commands.length > 0);
        for (const { words, installs } of manager.commands) {
          assert.ok(words.length > 0 && installs.length > 0);
          for (const word of words) {
            assert.doesNotThrow(() => new RegExp(`^(?:${word})$`));
            assert.doesNotMatch(word, /[\^$]|\.\*|\.\+/, 'no anchors, nothing that matches all');
          }
        }
      });

      it('keeps its cache below the home folder', () => {
        const { underHome, underXdg } = manager.cache;
        assert.match(underHome, /^[^/~].*[^/]$/);
        if (underXdg !== null) assert.doesNotMatch(underXdg, /^\/|\/$/);
      });

      it('spells options with dashes and variables in capitals', () => {
        const { cache, disablers, valueOptions, isolatingOptions } = manager;
        const { offline, withoutDependencies } = manager;
        const options = [
          cache.options,
          disablers.options,
          valueOptions,
          withoutDependencies.options,
        ];
        for (const option of [...options.flat(), ...offline.options, ...isolatingOptions])
          assert.match(option, /^--?[a-z][a-z0-9-]*$/);
        for (const name of [...cache.variables, ...disablers.variables, ...offline.variables])
          assert.match(name, /^[A-Z][A-Z0-9_]*$/);
        for (const { short, long } of manager.requirementOptions) {
          assert.match(short, /^-[a-z]$/);
          assert.match(long, /^--[a-z-]+$/);
        }
      });

      it('has settings keys that are patterns, and subcommands in words', () => {
        for (const key of [
          ...(manager.settings?.folderKeys ?? []),
          ...(manager.settings?.disablingKeys ?? []),
        ])
          assert.doesNotThrow(() => new RegExp(`^(?:${key})$`));
        for (const words of manager.cleaners) assert.ok(words.length > 0);
      });

      it('says where its facts come from', () => assert.match(manager.source, /\.$/));
    });
});

describe('calls of package managers', () => {
  const table: readonly (readonly [string, string])[] = [
    ['pip install x', 'pip install: install!'],
    ['pip3 install x', 'pip3 install: install!'],
    ['pip3.11 download x', 'pip3.11 download: download!'],
    ['/opt/venv/bin/pip install x', '/opt/venv/bin/pip install: install!'],
    ['python -m pip install x', 'python -m pip install: install!'],
    ['python3 -m pip wheel x', 'python3 -m pip wheel: wheel!'],
    [
      '/usr/bin/python3.12 -I -X utf8 -m pip install x',
      '/usr/bin/python3.12 -I -X utf8 -m pip install: install!',
    ],
    ['pip --quiet --proxy install.example:80 install x', 'pip install: install!'],
    ['pip --cache-dir /c install x', 'pip install: install!'],
    ['pip -v --no-cache-dir install x', 'pip install: install!'],
    ['pip cache purge', 'pip cache: cache'],
    ['pip list', 'pip list: list'],
    ['pip', '-'],
    ['pip --version', '-'],
    ['pip $COMMAND', '-'],
    ['$PIP install x', '-'],
    ['pipx install x', '-'],
    ['pip-compile', '-'],
    ['mypip install x', '-'],
    ['python setup.py install', '-'],
    ['python -m pipx install x', '-'],
    ['python -c "import pip"', '-'],
    ['python manage.py -m pip install', '-'],
    ['apt-get install pip', '-'],
  ];
  for (const [body, expected] of table)
    it(body, () => {
      const [command] = parseShell({ text: body, pieces: [{ at: 0, source: 0 }] }).commands;
      const lookup = { variable: () => undefined, home: null };
      const call = matchManager(commandArguments(command!, lookup));
      const actual = call ? `${call.text}: ${call.subcommand}${call.installs ? '!' : ''}` : '-';
      assert.equal(actual, expected);
    });
});
