/** HCL bake files, as the real buildx reads them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { findDocker, readBakeHcl } from '../../server/node/docker/index.ts';
import { folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

const HCL = `
variable "TAG" { default = "3.12" }
group "default" { targets = ["app"] }
target "common" {
  args = { PYTHON = "\${TAG}" }
}
target "app" {
  inherits = ["common"]
  dockerfile = "docker/Dockerfile"
  target = "runtime"
  platforms = ["linux/amd64"]
  contexts = { base = "target:common", assets = "assets" }
  cache-from = ["type=registry,ref=app:cache"]
}
target "tests" {
  name = "tests-\${suite}"
  matrix = { suite = ["unit", "slow"] }
  args = { SUITE = suite }
}
`;

describe('an HCL bake file', function () {
  this.timeout(60_000);

  it('is read with the targets of all groups and matrices', async () => {
    const answer = await readHcl(HCL);
    const { builds, folder } = answer;
    assert.deepEqual(answer.problems, []);
    const byName = new Map(builds.map((build) => [build.source.name ?? '', build]));
    assert.deepEqual([...byName.keys()].sort(), ['app', 'tests-slow', 'tests-unit']);
    const app = byName.get('app');
    assert.equal(app?.dockerfile, `${folder}/docker/Dockerfile`);
    assert.equal(app.context, folder);
    assert.equal(app.target, 'runtime');
    assert.deepEqual(app.args, { PYTHON: '3.12' });
    assert.deepEqual(app.namedContexts, { base: 'target:common', assets: `${folder}/assets` });
    assert.equal(app.source.line, 7);
    assert.deepEqual(byName.get('tests-slow')?.args, { SUITE: 'slow' });
  });

  it('says what buildx says of a broken one', async () => {
    const { builds, problems } = await readHcl('target "app" {\n  context = \n}\n');
    assert.deepEqual(builds, []);
    assert.match(problems[0]?.message ?? '', /^docker buildx bake could not read the targets: ./);
  });

  it('takes no name for an option', async () => {
    const folder = folderWith({ 'docker-bake.hcl': 'target "--metadata-file=x" {}\n' });
    await readFolder(folder);
    assert.equal(existsSync(`${folder}/x`), false);
    assert.equal(existsSync('x'), false);
  });
});

async function readHcl(text: string) {
  const folder = folderWith({ 'docker-bake.hcl': text, 'docker/Dockerfile': 'FROM scratch\n' });
  return { ...(await readFolder(folder)), folder };
}

async function readFolder(folder: string) {
  const found = findDocker({ trusted: true, dockerPath: '' });
  if (found.kind === 'problem') assert.fail(found.problem.message);
  const read = (file: string): string | null => {
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
  const file = `${folder}/docker-bake.hcl`;
  return readBakeHcl({ docker: found.docker, file, read, setting: { root: folder } });
}
