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

      it('has calls whose words are patterns of whole words', () => {
        const { forms, verbs } = manager.calls;
        assert.ok(forms.length > 0 && verbs.length > 0);
        const words = [...forms.flatMap((one) => one.words), ...verbs.flatMap((one) => one.words)];
        for (const word of words) {
          assert.doesNotThrow(() => new RegExp(`^(?:${word})$`));
          assert.doesNotMatch(word, /[\^$]|\.\*|\.\+/, 'no anchors, nothing that matches all');
        }
        for (const { words: own } of verbs) assert.ok(own.length > 0);
        const kinds = [...verbs.map(({ does }) => does), ...forms.map(({ others }) => others)];
        assert.ok(kinds.includes('install'));
      });

      it('has caches, each at a place, and calls about no others', () => {
        const ids = manager.caches.map(({ id }) => id);
        assert.ok(ids.length > 0);
        assert.equal(new Set(ids).size, ids.length);
        for (const { caches = [], reads = [] } of manager.calls.verbs)
          for (const id of [...caches, ...reads]) assert.ok(ids.includes(id), id);
        for (const { places, names, keeps } of manager.caches) {
          assert.ok(names.length > 0 && keeps.length > 0);
          // Whatever is said or not said, it is somewhere.
          assert.match(places.at(-1)?.kind ?? '', /^(?:home|absolute|project)$/);
          for (const place of places) {
            if ('below' in place) assert.match(place.below, /^[^/~].*[^/]$|^[^/~]$/);
            if (place.kind === 'absolute') assert.match(place.path, /^\/.*[^/]$/);
          }
        }
      });

      it('spells options with dashes and variables in capitals', () => {
        const { caches, calls, isolatingOptions, offline, withoutDependencies } = manager;
        const options = [
          ...caches.flatMap(({ offBy, places }) => [
            ...offBy.options,
            ...places.flatMap((place) => (place.kind === 'option' ? place.options : [])),
          ]),
          ...[...calls.valueOptions, ...offline.options, ...isolatingOptions],
          ...(withoutDependencies?.options ?? []),
        ];
        for (const option of options) assert.match(option, /^--?[A-Za-z][\w-]*$/);
        const variables = [
          ...caches.flatMap(({ offBy }) => offBy.variables.map(({ name }) => name)),
          ...[...offline.variables, ...(withoutDependencies?.variables ?? [])],
        ];
        for (const name of variables) assert.match(name, /^[A-Za-z][A-Za-z0-9_]*$/);
        for (const { short, long } of manager.manifests.options) {
          assert.match(short, /^-[a-z]$/);
          assert.match(long, /^--[a-z-]+$/);
        }
      });

      it('has patterns that can be read', () => {
        for (const { offBy, places, wipedBy } of manager.caches) {
          const keys = places.flatMap((place) => (place.kind === 'setting' ? place.keys : []));
          for (const key of [...keys, ...offBy.settings, ...wipedBy.map((one) => one.isEvaded)])
            assert.doesNotThrow(() => new RegExp(`^(?:${key})$`));
        }
      });

      it('has words for messages, and says where its facts come from', () => {
        const { unlocked, compiled } = manager.words;
        const again = manager.caches.map((cache) => cache.again);
        for (const words of [...again, unlocked ?? 'xx', compiled ?? 'xx'])
          assert.match(words, /^[a-z].*[^.]$/);
        assert.ok(manager.sources.length > 0);
        for (const { text, version } of manager.sources) {
          assert.match(text, /\.$/);
          assert.match(version, /\d/);
        }
      });
    });
});

describe('calls of package managers', () => {
  const table: readonly (readonly [string, string])[] = [
    ['pip install x', 'pip install: install'],
    ['pip3 install x', 'pip3 install: install'],
    ['pip3.11 download x', 'pip3.11 download: install'],
    ['/opt/venv/bin/pip install x', '/opt/venv/bin/pip install: install'],
    ['python -m pip install x', 'python -m pip install: install'],
    ['python3 -m pip wheel x', 'python3 -m pip wheel: install'],
    [
      '/usr/bin/python3.12 -I -X utf8 -m pip install x',
      '/usr/bin/python3.12 -I -X utf8 -m pip install: install',
    ],
    ['pip --quiet --proxy install.example:80 install x', 'pip install: install'],
    ['pip --cache-dir /c install x', 'pip install: install'],
    ['pip -v --no-cache-dir install x', 'pip install: install'],
    ['pip cache purge', 'pip cache purge: clean'],
    ['pip list', 'pip list: other'],
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
    ['apt-get install pip', 'apt-get install: install'],
    ['apt-get -o A::B=c -qq update', 'apt-get update: install'],
    ['apt-get clean', 'apt-get clean: clean'],
    ['apt-get remove x', 'apt-get remove: other'],
    ['apt-cache policy x', '-'],
    ['npm --prefix web ci', 'npm ci: install'],
    ['npm run build', 'npm run: run'],
    ['npm config set cache /x', 'npm config set: configure'],
    ['npm cache clean --force', 'npm cache clean: clean'],
    ['npm', '-'],
    ['npx eslint .', 'npx: run'],
    ['uvx pytest -n 4', 'uvx: install'],
    ['uv run app --with x', 'uv run: run'],
    ['npx', '-'],
    ['go -C cmd build .', 'go build: install'],
    ['go mod download', 'go mod download: install'],
    ['go mod edit -go=1.22', 'go mod: other'],
    ['go clean -modcache -cache', 'go clean: clean'],
    ['go clean', 'go clean: other'],
    ['go env -w GOMODCACHE=/x', 'go env: configure'],
    ['go env GOPATH', 'go env: other'],
    ['uv pip --quiet install x', 'uv pip install: install'],
    ['uv --offline sync', 'uv sync: install'],
    ['uv run app', 'uv run: run'],
    ['uv run --with x app', 'uv run: install'],
    ['uv venv --seed', 'uv venv: install'],
    ['uv venv', 'uv venv: other'],
    ['uvx ruff check', 'uvx: install'],
    ['python3 -m uv cache clean', 'python3 -m uv cache clean: clean'],
    ['uv cache prune --ci', 'uv cache prune: clean'],
    ['uv cache prune', 'uv cache: other'],
    ['go clean -testcache', 'go clean: other'],
    ['apt-get autoclean', 'apt-get autoclean: other'],
  ];
  for (const [body, expected] of table)
    it(body, () => {
      const [command] = parseShell({ text: body, pieces: [{ at: 0, source: 0 }] }).commands;
      const lookup = { variable: () => undefined, home: null };
      const call = matchManager(commandArguments(command!, lookup));
      const actual = call ? `${call.text}: ${call.does}` : '-';
      assert.equal(actual, expected);
    });
});
