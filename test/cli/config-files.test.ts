/** Which configurations are found on the command line: files that cannot be read, and files in folders above. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cli, validJson } from '../support/cli/command-line.ts';
import { addFiles, folderWith, removeFolders } from '../node/support/folders.ts';

const INSTALL = 'FROM python:3.12\nRUN pip install six\n';
const RULE = 'missing-cache-mount';
const CONFIG = 'layer-forecast.toml';

describe('a configuration is found', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n', 'app/Dockerfile': INSTALL });
  });
  afterEach(removeFolders);

  /** `app/Dockerfile:2 warning missing-cache-mount`. */
  async function found(...args: readonly string[]): Promise<readonly string[]> {
    const ran = await cli(['check', '--format', 'json', ...args], { cwd });
    return validJson('check', ran).findings.map(
      ({ file, range, severity, rule }) =>
        `${file}:${String(range.start.line)} ${severity} ${rule}`,
    );
  }
  const add = (files: Readonly<Record<string, string | Uint8Array>>): void => addFiles(cwd, files);
  const OWN = `app/Dockerfile:2 warning ${RULE}`;

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
});
