/** Which configurations are found on the command line: files that cannot be read, and files in folders above. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cli, validJson } from '../support/cli/command-line.ts';
import { CONFIG, configuredRepository, INSTALL, OWN, RULE } from '../support/cli/configured.ts';

describe('a configuration is found', () => {
  let cwd: string;
  const { add, found } = configuredRepository((folder) => {
    cwd = folder;
  });

  const unreadable: readonly (readonly [string, string, (file: string) => void])[] = [
    ['a folder', 'it is a folder', (file) => mkdirSync(file)],
    [
      'a broken link',
      'it is a link to a file that does not exist',
      (file) => symlinkSync('nosuch', file),
    ],
    ['a link to itself', 'its links go in a circle', (file) => symlinkSync(file, file)],
    ['a device', 'it is not a regular file', (file) => symlinkSync('/dev/null', file)],
  ];
  for (const [name, reason, make] of unreadable)
    for (const file of [CONFIG, 'pyproject.toml'])
      it(`and told of where it cannot be read: ${file} is ${name}`, async () => {
        make(join(cwd, file));
        const ran = await cli(['check', '--format', 'json'], { cwd });
        const [own, finding] = validJson('check', ran).findings;
        assert.equal(own?.rule, RULE);
        assert.deepEqual(
          [finding?.file, finding?.rule, finding?.severity],
          [file, 'configuration', 'error'],
        );
        assert.match(finding?.message ?? '', new RegExp(`^Cannot read .*: ${reason}\\. .* remove`));
        const fixed = await cli(['fix'], { cwd });
        assert.equal(fixed.code, 2);
        assert.match(fixed.err, new RegExp(`Files of ${file} are not fixed until it can be read`));
        assert.equal(readFileSync(join(cwd, 'app/Dockerfile'), 'utf8'), INSTALL);
        rmSync(join(cwd, file), { recursive: true });
        assert.deepEqual(await found(), [OWN]);
      });

  it('above another one, and its excluded files stay so', async () => {
    const vendored = { 'vendor/Dockerfile': INSTALL, [`vendor/${CONFIG}`]: '' };
    add({ ...vendored, [CONFIG]: 'exclude = ["vendor"]\n' });
    assert.deepEqual(await found(), [OWN]);
    const named = await cli(['check', 'vendor/Dockerfile'], { cwd });
    assert.match(named.err, new RegExp(`left out: ${CONFIG} excludes it`));
    const inside = await cli(['check', 'Dockerfile'], { cwd: join(cwd, 'vendor') });
    assert.match(inside.err, new RegExp(`left out: \\.\\./${CONFIG} excludes it`));
    await cli(['fix'], { cwd });
    assert.equal(readFileSync(join(cwd, 'vendor/Dockerfile'), 'utf8'), INSTALL);
    add({ 'app/Dockerfile': INSTALL, [CONFIG]: '' });
    add({ [`vendor/${CONFIG}`]: 'exclude = ["Dockerfile"]\n' });
    assert.deepEqual(await found(), [OWN]);
    add({ [CONFIG]: 'exclude = ["*", "!vendor"]\n', [`vendor/${CONFIG}`]: '' });
    assert.deepEqual(await found(), [`vendor/Dockerfile:2 warning ${RULE}`]);
    add({ 'vendor/.git/HEAD': 'ref: refs/heads/main\n', [CONFIG]: 'exclude = ["vendor"]\n' });
    assert.deepEqual(await found(), [OWN, `vendor/Dockerfile:2 warning ${RULE}`]);
  });

  it('and named where it excludes all that there is', async () => {
    const text = async (verb: string) => (await cli([verb], { cwd })).out;
    const one = `There is 1 Dockerfile here, and ${CONFIG} excludes it.\n`;
    add({ [CONFIG]: 'exclude = ["*"]\n' });
    assert.equal(await text('check'), one);
    assert.equal(await text('fix'), `Nothing to fix. ${one}`);
    add({ 'b/Dockerfile': INSTALL });
    const both = `There are 2 Dockerfiles here, and ${CONFIG} excludes both.\n`;
    assert.equal(await text('check'), both);
    add({ [`b/${CONFIG}`]: 'exclude = ["*"]\n', 'b/b/Dockerfile': INSTALL });
    assert.equal(
      await text('check'),
      `There are 3 Dockerfiles here, and ${CONFIG} and b/${CONFIG} exclude them all.\n`,
    );
    add({ [CONFIG]: 'exclude = ["app"]\n', [`b/${CONFIG}`]: '' });
    assert.match(await text('check'), /^2 findings, 2 fixable/m);
    rmSync(join(cwd, 'app'), { recursive: true });
    rmSync(join(cwd, 'b'), { recursive: true });
    assert.equal(await text('check'), 'There is no Dockerfile here.\n');
    assert.equal(await text('fix'), 'Nothing to fix.\n');
  });

  it('above another one, and its mistakes may hide excluded files', async () => {
    add({ [CONFIG]: 'exclude = "app"\n', [`app/${CONFIG}`]: '' });
    assert.deepEqual(await found(), [OWN, `${CONFIG}:1 error configuration`]);
    const fixed = await cli(['fix'], { cwd });
    assert.match(fixed.err, new RegExp(`Files of ${CONFIG} are not fixed until line 1`));
    assert.equal(readFileSync(join(cwd, 'app/Dockerfile'), 'utf8'), INSTALL);
  });

  it('and told of where it is not UTF-8', async () => {
    const section = `rules.${RULE} = "off"\n`;
    add({ [CONFIG]: Buffer.from(`# Ärger\n${section}`, 'latin1') });
    assert.deepEqual(await found(), [OWN, `${CONFIG}:1 error configuration`]);
    add({ [CONFIG]: Buffer.from(`\uFEFF${section}`, 'utf16le') });
    assert.deepEqual(await found(), [OWN, `${CONFIG}:1 error configuration`]);
    add({ [CONFIG]: `# Ärger\n${section}` });
    assert.deepEqual(await found(), []);
    add({ 'app/pyproject.toml': Buffer.from('[project]\nname = "Ärger"\n', 'latin1') });
    assert.deepEqual(await found(), []);
  });

  it('and told of where it is too large for one', async () => {
    add({ [CONFIG]: '#'.repeat(4 * 1024 * 1024 + 1) });
    assert.deepEqual(await found(), [OWN, `${CONFIG}:1 error configuration`]);
  });

  describe('or chosen on the command line', () => {
    const off = `rules.${RULE} = "off"\n`;

    it('by --config, which counts for all files with paths of the working directory', async () => {
      add({
        [CONFIG]: 'exclude = ["app"]\n',
        [`b/${CONFIG}`]: off,
        'b/Dockerfile': INSTALL,
        'ci/any.toml': `exclude = ["b"]\nrules.${RULE} = "info"\n`,
      });
      assert.deepEqual(await found(), []);
      assert.deepEqual(await found('--config', 'ci/any.toml'), [`app/Dockerfile:2 info ${RULE}`]);
      add({ 'ci/any.toml': 'x = 1\nexclude = "b"\n' });
      assert.deepEqual(await found('--config', 'ci/any.toml', 'app'), [
        OWN,
        'ci/any.toml:1 warning configuration',
        'ci/any.toml:2 error configuration',
      ]);
      assert.equal((await cli(['fix', '--config', 'ci/any.toml'], { cwd })).code, 2);
      add({ 'ci/any.toml': 'exclude = ["b"]\n' });
      assert.equal((await cli(['fix', '--config', 'ci/any.toml'], { cwd })).code, 0);
      assert.notEqual(readFileSync(join(cwd, 'app/Dockerfile'), 'utf8'), INSTALL);
      assert.equal(readFileSync(join(cwd, 'b/Dockerfile'), 'utf8'), INSTALL);
    });

    it('by --no-config, with which none counts', async () => {
      add({ [CONFIG]: `${off}[x\n`, [`app/${CONFIG}`]: off });
      assert.deepEqual(await found('--no-config'), [OWN]);
      assert.equal((await cli(['fix', '--no-config'], { cwd })).code, 0);
    });

    it('and is bad input where it cannot be read', async () => {
      add({ 'pyproject.toml': '[project]\nname = "x"\n' });
      for (const [args, message] of [
        [['--config', 'nosuch.toml'], /Cannot read nosuch\.toml: it does not exist/],
        [['--config', 'app'], /Cannot read app: it is a folder/],
        [['--config', 'pyproject.toml'], /has no section \[tool\.layer-forecast\]/],
        [['--config', ''], /Name it/],
        [['--config', 'pyproject.toml', '--no-config'], /give one/],
      ] as const)
        for (const verb of ['check', 'fix']) {
          const ran = await cli([verb, ...args], { cwd });
          assert.equal(ran.code, 2);
          assert.match(ran.err, message);
        }
      assert.equal(readFileSync(join(cwd, 'app/Dockerfile'), 'utf8'), INSTALL);
    });
  });

  describe('and names what does not exist', () => {
    /** `2:1 warning There is no file …`. */
    async function messages(text: string): Promise<readonly string[]> {
      add({ [CONFIG]: text });
      const ran = await cli(['check', CONFIG, '--format', 'json'], { cwd });
      return validJson('check', ran).findings.map(
        ({ range: { start }, severity, message }) =>
          `${String(start.line)}:${String(start.column)} ${severity} ${message}`,
      );
    }
    const relative = 'Paths are relative to the folder of this file.';

    it('as a Dockerfile or a folder', async () => {
      assert.deepEqual(
        await messages(
          '[contexts]\n"app/Dockerfile" = "app"\n"Dockerfile" = "."\n[builds]\n"app" = "x"\n',
        ),
        [
          `3:1 warning There is no file \`Dockerfile\`. ${relative}`,
          `5:1 warning There is no file \`app\`. ${relative}`,
        ],
      );
      assert.deepEqual(await messages('contexts."app/Dockerfile" = "src"\n'), [
        `1:29 warning There is no folder \`src\`, the context of \`app/Dockerfile\`. ${relative}`,
      ]);
      assert.deepEqual(await messages('contexts."app/Dockerfile" = ".."\n'), []);
    });

    it('and is a key of the file', async () => {
      const text = '[builds]\n"app/Dockerfile" = "web"\nbaseline = "known.json"\n';
      add({ 'compose.yaml': 'services:\n  web:\n    build: app\n' });
      assert.deepEqual(await messages(text), [
        '3:1 error `baseline` is no Dockerfile but a key of the configuration: write it above the first table, such as `[builds]`.',
      ]);
      add({ baseline: INSTALL });
      assert.match((await messages(text))[0] ?? '', /^3:12 warning There is no build/);
    });

    it('as a build', async () => {
      const service = (name: string) =>
        `  ${name}:\n    build: { context: app, target: ${name} }\n`;
      add({
        'compose.yaml': `services:\n${service('web')}${service('api')}`,
        'b/compose.yaml': 'services:\n  web:\n    build: { context: ../app, target: x }\n',
      });
      const of = (name: string) => messages(`[builds]\n"app/Dockerfile" = "${name}"\n`);
      assert.deepEqual(await of('api'), []);
      assert.deepEqual(await of('compose.yaml:wbe'), [
        '2:20 warning There is no build `compose.yaml:wbe` of `app/Dockerfile`, so that none is chosen. Did you mean `compose.yaml:web`?',
      ]);
      assert.deepEqual(await of('web'), [
        '2:20 warning There are several builds `web` of `app/Dockerfile`, so that none is chosen. `layer-forecast builds` lists their ids.',
      ]);
      assert.deepEqual(await of('nosuch'), [
        '2:20 warning There is no build `nosuch` of `app/Dockerfile`, so that none is chosen. `layer-forecast builds` lists them.',
      ]);
    });
  });
});
