/** Configurations and baselines on the command line: which one counts, and what is told of a broken one. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, validJson } from '../support/cli/command-line.ts';
import { CONFIG, configuredRepository, INSTALL, OWN, RULE } from '../support/cli/configured.ts';

describe('a configuration of a repository', () => {
  let cwd: string;
  const { add, found } = configuredRepository((folder) => {
    cwd = folder;
  });

  it('gives rules another severity, and switches them off', async () => {
    assert.deepEqual(await found(), [OWN]);
    add({ [CONFIG]: `rules.${RULE} = "info"\n` });
    assert.deepEqual(await found(), [`app/Dockerfile:2 info ${RULE}`]);
    assert.equal((await cli(['check'], { cwd })).code, 0);
    add({ [CONFIG]: `rules.${RULE} = "off"\n` });
    assert.deepEqual(await found(), []);
    assert.deepEqual((await cli(['fix'], { cwd })).out, 'Nothing to fix.\n');
  });

  it('counts after the command line', async () => {
    add({ [CONFIG]: `rules.${RULE} = "off"\n` });
    assert.deepEqual(await found('--select', RULE), [OWN]);
    const ran = await cli(['fix', '--select', RULE, '--diff'], { cwd });
    assert.match(ran.out, /^\+RUN --mount=type=cache/m);
    const overridden = `[[overrides]]\npaths = ["app"]\nrules.${RULE} = "off"\n`;
    add({ [CONFIG]: `rules.${RULE} = "error"\n${overridden}` });
    assert.deepEqual(await found(), []);
    assert.deepEqual(await found('--select', RULE), [OWN]);
    assert.deepEqual(await found('--select', RULE, '--ignore', RULE), []);
    add({ [CONFIG]: `exclude = ["app"]\nrules.${RULE} = "off"\n` });
    assert.deepEqual(await found('--select', RULE), []);
    add({ [CONFIG]: `rules.${RULE} = "error"\n` });
    assert.deepEqual(await found('--ignore', RULE), []);
  });

  it('is the nearest one, which is not joined with those above', async () => {
    add({
      [CONFIG]: `rules.${RULE} = "off"\n`,
      'app/pyproject.toml': `[tool.layer-forecast.rules]\n${RULE} = "info"\n`,
    });
    assert.deepEqual(await found(), [`app/Dockerfile:2 info ${RULE}`]);
    add({ [`app/${CONFIG}`]: '' });
    assert.deepEqual(await found(), [OWN]);
  });

  it('is not looked for through a file without the section, nor above the repository', async () => {
    add({ [CONFIG]: `rules.${RULE} = "off"\n`, 'app/pyproject.toml': '[project]\nname = "x"\n' });
    assert.deepEqual(await found(), []);
    add({ 'app/.git/HEAD': 'ref: refs/heads/main\n' });
    assert.deepEqual(await found(), [OWN]);
  });

  it('leaves out files, also one that is named, and has other rules for some', async () => {
    add({
      'vendor/Dockerfile': INSTALL,
      'dev/Dockerfile': INSTALL,
      [CONFIG]: `exclude = ["vendor"]\n[[overrides]]\npaths = ["dev"]\nrules.${RULE} = "hint"\n`,
    });
    assert.deepEqual(await found(), [OWN, `dev/Dockerfile:2 hint ${RULE}`]);
    const ran = await cli(['check', 'vendor/Dockerfile'], { cwd });
    assert.deepEqual(
      [ran.code, ran.err],
      [0, `layer-forecast check: vendor/Dockerfile is left out: ${CONFIG} excludes it.\n`],
    );
    await cli(['fix'], { cwd });
    assert.equal(readFileSync(join(cwd, 'vendor/Dockerfile'), 'utf8'), INSTALL);
  });

  it('that is wrong is told of once, and what is right of it counts', async () => {
    add({
      [CONFIG]: `rules.${RULE} = "info"\nrules.nosuch = "off"\n`,
      'b/Dockerfile': INSTALL,
    });
    const own = [`app/Dockerfile:2 info ${RULE}`, `b/Dockerfile:2 info ${RULE}`];
    assert.deepEqual(await found(), [...own, `${CONFIG}:2 warning configuration`]);
    assert.deepEqual(await found('--ignore', 'configuration'), own);
    const selected = [`${CONFIG}:2 warning configuration`];
    assert.deepEqual(await found('--select', 'missing-source'), selected);
    assert.deepEqual(await found(CONFIG), selected);
    assert.equal((await cli(['check'], { cwd })).code, 1);
    assert.equal((await cli(['fix'], { cwd })).code, 1);
  });

  it('that is wrong is told of though it excludes everything, itself as well', async () => {
    add({ [CONFIG]: 'exclude = ["**"]\nnosuch = 1\n' });
    for (const args of [[], [CONFIG]])
      assert.deepEqual(await found(...args), [`${CONFIG}:2 warning configuration`]);
    const { remaining } = validJson('fix', await cli(['fix', '--format', 'json'], { cwd }));
    assert.deepEqual(
      remaining.map(({ rule }) => rule),
      ['configuration'],
    );
  });

  it('that is broken is told of, and everything is as without it', async () => {
    add({ [CONFIG]: `rules.${RULE} = "off"\n[x\n` });
    assert.deepEqual(await found(), [OWN, `${CONFIG}:2 error configuration`]);
  });

  it('that has an error keeps fix from writing what it counts for', async () => {
    add({
      'free/.git/HEAD': 'ref: refs/heads/main\n',
      ...{ 'free/Dockerfile': INSTALL, 'b/Dockerfile': INSTALL },
    });
    for (const text of ['exclude = "app"\n', `rules.${RULE} = "off"\n[x\n`]) {
      add({ [CONFIG]: text, 'free/Dockerfile': INSTALL });
      const ran = await cli(['fix', '--format', 'json'], { cwd });
      const { files, problems, remaining } = validJson('fix', ran);
      assert.equal(ran.code, 2);
      assert.deepEqual(
        files.map(({ file }) => file),
        ['free/Dockerfile'],
      );
      assert.deepEqual(
        problems.map(({ file }) => file),
        [CONFIG],
      );
      assert.match(
        problems[0]?.message ?? '',
        /^Files of layer-forecast\.toml are not fixed until line \d/,
      );
      assert.ok(remaining.some(({ file, rule }) => file === CONFIG && rule === 'configuration'));
      assert.equal(readFileSync(join(cwd, 'app/Dockerfile'), 'utf8'), INSTALL);
    }
  });

  it('names the context of a Dockerfile, before the settings of an editor', async () => {
    add({
      'app/Dockerfile': 'FROM scratch\nCOPY a.txt /\n',
      'one/a.txt': '',
      'two/b.txt': '',
      '.vscode/settings.json': '{ "layerForecast.context": { "app/Dockerfile": "two" } }',
    });
    const missing = [`app/Dockerfile:2 warning missing-source`];
    assert.deepEqual(await found(), missing);
    add({ [CONFIG]: 'contexts."app/Dockerfile" = "one"\n' });
    assert.deepEqual(await found(), []);
    const { builds } = validJson('builds', await cli(['builds', '--format', 'json'], { cwd }));
    assert.deepEqual(
      builds.map(({ context, evidence }) => [context, evidence]),
      [['one', CONFIG]],
    );
  });

  it('names the build of a Dockerfile that several describe', async () => {
    add({
      'app/Dockerfile': 'FROM scratch AS a\nCOPY a.txt /\nFROM scratch AS b\nCOPY b.txt /\n',
      'app/b.txt': '',
      'compose.yaml': ['a', 'b']
        .map((name) => `  ${name}:\n    build: { context: app, target: ${name} }\n`)
        .join('')
        .replace(/^/, 'services:\n'),
    });
    assert.deepEqual(await found(), []);
    add({ [CONFIG]: 'builds."app/Dockerfile" = "compose.yaml:a"\n' });
    assert.deepEqual(await found(), ['app/Dockerfile:2 warning missing-source']);
    const measured = () => cli(['context', '-f', 'app/Dockerfile'], { cwd });
    assert.equal((await measured()).code, 0);
    add({ [CONFIG]: 'builds."app/Dockerfile" = "nosuch"\nx = 1\n' });
    const open = await measured();
    assert.equal(open.code, 2);
    assert.match(open.err, /^layer-forecast.toml:2: There is no key `x`/);
  });

  describe('and a baseline', () => {
    const write = (...args: readonly string[]) =>
      cli(['check', '--write-baseline', 'known.json', ...args], { cwd });

    it('leaves only new findings', async () => {
      const ran = await write();
      assert.deepEqual([ran.code, ran.out], [0, 'No findings in 1 file.\n']);
      assert.deepEqual(await found('--baseline', 'known.json'), []);
      add({ 'app/Dockerfile': `${INSTALL}RUN pip install idna\n` });
      assert.deepEqual(await found('--baseline', 'known.json'), [
        `app/Dockerfile:3 warning ${RULE}`,
      ]);
      assert.equal((await cli(['check', '--baseline', 'known.json'], { cwd })).code, 1);
    });

    it('knows findings that moved, and as many as there were', async () => {
      await write();
      add({ 'app/Dockerfile': INSTALL.replace('RUN', '# Why\n\nENV A=1\nRUN  ') });
      assert.deepEqual(await found('--baseline', 'known.json'), []);
      add({ 'app/Dockerfile': `${INSTALL}RUN pip install six\n` });
      assert.deepEqual(await found('--baseline', 'known.json'), [
        `app/Dockerfile:3 warning ${RULE}`,
      ]);
      add({ 'app/Dockerfile': INSTALL.replace('six', 'idna') });
      assert.deepEqual(await found('--baseline', 'known.json'), [OWN]);
    });

    it('is named by the configuration, relative to it, and written the same again', async () => {
      await write();
      const before = readFileSync(join(cwd, 'known.json'), 'utf8');
      add({ [CONFIG]: 'baseline = "known.json"\n' });
      assert.deepEqual(await found(), []);
      const inApp = await cli(['check'], { cwd: join(cwd, 'app') });
      assert.equal(inApp.code, 0);
      await write();
      assert.equal(readFileSync(join(cwd, 'known.json'), 'utf8'), before);
      add({ 'other.json': '{ "version": 1, "findings": [] }' });
      assert.deepEqual(await found('--baseline', 'other.json'), [OWN]);
    });

    it('has both ends of what is reported once', async () => {
      const mount = '--mount=type=cache,target=/root/.cache/pip';
      add({
        'app/Dockerfile': `FROM python:3.12-alpine\nRUN ${mount} pip install six\n`,
        'web/Dockerfile': `FROM python:3.12-slim\nRUN ${mount} pip install six\n`,
      });
      await write();
      assert.deepEqual(await found('--baseline', 'known.json'), []);
    });

    it('that cannot be read is bad input where it is named, else a word about it', async () => {
      writeFileSync(join(cwd, 'bad.json'), '[]');
      for (const name of ['bad.json', 'nosuch.json']) {
        const ran = await cli(['check', '--baseline', name], { cwd });
        assert.equal(ran.code, 2);
        assert.match(ran.err, new RegExp(`${name}.*--write-baseline`));
        add({ [CONFIG]: `baseline = "${name}"\n` });
        const configured = await cli(['check'], { cwd });
        assert.equal(configured.code, 1);
        assert.match(configured.err, new RegExp(`${name}.*--write-baseline`));
        const report = validJson('check', await cli(['check', '--format', 'json'], { cwd }));
        assert.deepEqual(
          report.problems.map(({ message }) => message.includes(name)),
          [true],
        );
      }
      const both = await cli(['check', '--baseline', 'a', '--write-baseline', 'b'], { cwd });
      assert.equal(both.code, 2);
    });
  });
});
