/** Bake files in JSON, and what `docker buildx bake --print` says of those in HCL. */
import assert from 'node:assert/strict';
import {
  hclTargets,
  readBakeFile,
  readBakePrint,
} from '../../../server/core/documents/bake/bake-file.ts';
import { buildLine, buildLines, reader, readBuilds, ROOT } from './support.ts';

const JSON_FILE = `{
  "variable": { "TAG": { "default": "3.12" }, "BASE": { "default": "python:\${TAG}" }, "EMPTY": {} },
  "group": { "default": { "targets": ["app", "suite"] } },
  "target": {
    "common": { "args": { "BASE": "\${BASE}", "N": 1, "EMPTY": "\${EMPTY}", "OFF": null } },
    "app": {
      "inherits": ["common"], "context": "app", "dockerfile": "docker/Dockerfile", "target": "run",
      "args": { "OWN": "\${upper(TAG)}" }, "platforms": ["linux/amd64"], "no-cache": true,
      "contexts": { "base": "target:common", "lib": "lib" },
      "cache-from": ["type=gha", { "type": "registry", "ref": "app:cache" }], "network": "host"
    },
    "suite": {
      "name": "suite-\${kind}", "matrix": { "kind": ["unit", "slow"] },
      "args": { "KIND": "\${kind}" }
    },
    "inline": { "dockerfile-inline": "FROM scratch\\n", "context": "https://example.com/app.git" }
  }
}
`;

describe('a bake file in JSON', () => {
  it('has the targets with what they inherit', () => {
    assert.deepEqual(buildLines('docker-bake.json', JSON_FILE), [
      '6 app: app/docker/Dockerfile in app target=run BASE=python:3.12 N=1 EMPTY= OWN=? platforms=linux/amd64 base:target:common lib:lib network=host from=type=gha from=type=registry,ref=app:cache no-cache',
      '12 suite-unit: Dockerfile in . KIND=unit',
      '12 suite-slow: Dockerfile in . KIND=slow',
      '16 inline: inline in https://example.com/app.git',
    ]);
  });

  it('takes variables from the environment', () => {
    const read = reader({ 'docker-bake.json': JSON_FILE });
    const setting = { root: ROOT, environment: { TAG: '3.13' } };
    const [app] = readBakeFile(`${ROOT}/docker-bake.json`, read, setting).builds;
    assert.equal(app?.args['BASE'], 'python:3.13');
  });

  it('is joined with its override file', () => {
    const override = '{ "target": { "app": { "target": "dev", "args": { "X": "y" } } } }';
    const base = '{ "target": { "app": { "context": "app", "args": { "A": "b" } } } }';
    const others = { 'docker-bake.override.json': override };
    const { builds, files } = readBuilds('docker-bake.json', base, others);
    assert.deepEqual(builds.map(buildLine), ['1 app: app/Dockerfile in app target=dev A=b X=y']);
    assert.deepEqual(files, [`${ROOT}/docker-bake.override.json`]);
  });

  it('starts in the folder in which its Dockerfiles exist', () => {
    const text = '{ "target": { "app": { "dockerfile": "docker/Dockerfile" } } }';
    assert.deepEqual(buildLines('docker/docker-bake.json', text, { 'docker/Dockerfile': '' }), [
      '1 app: docker/Dockerfile in .',
    ]);
  });

  it('ends where targets inherit from each other in a circle', () => {
    const text =
      '{ "target": { "a": { "inherits": ["b"], "target": "x" }, "b": { "inherits": ["a"] } } }';
    assert.deepEqual(buildLines('docker-bake.json', text), [
      '1 a: Dockerfile in . target=x',
      '1 b: Dockerfile in . target=x',
    ]);
  });

  it('says that it is broken', () => {
    const { builds, problems } = readBuilds('docker-bake.json', '{ "target": ');
    assert.deepEqual(builds, []);
    assert.deepEqual(problems, [
      { file: `${ROOT}/docker-bake.json`, message: 'docker-bake.json is not valid JSON.' },
    ]);
  });
});

describe('a bake file in HCL', () => {
  const text = `# target "no" {\n/* target "none" {\n} */\ntarget "app" {\n  inherits = ["base"]\n}\ntarget "base" {}\n`;

  it('has targets with names', () => {
    assert.deepEqual(hclTargets(text), ['app', 'base']);
  });

  it('is not read without docker', () => {
    assert.deepEqual(readBuilds('docker-bake.hcl', text).problems, [
      {
        file: `${ROOT}/docker-bake.hcl`,
        message:
          'The targets of docker-bake.hcl are read with docker buildx, which only runs in a trusted workspace: app, base.',
      },
    ]);
  });

  it('is what buildx prints, without what others only inherit from', () => {
    const printed = JSON.stringify({
      group: { default: { targets: ['app'] } },
      target: {
        base: { context: '.', dockerfile: 'Dockerfile' },
        app: {
          context: 'app',
          dockerfile: 'Dockerfile',
          args: { A: 'costs ${5}' },
          'cache-from': [{ ref: 'app:cache', type: 'registry' }],
        },
      },
    });
    const read = reader({ 'docker-bake.hcl': text });
    const { builds } = readBakePrint(`${ROOT}/docker-bake.hcl`, printed, read, { root: ROOT });
    assert.deepEqual(builds.map(buildLine), [
      '4 app: app/Dockerfile in app A=costs ${5} from=ref=app:cache,type=registry',
    ]);
  });
});
