/** Which kind of document a file is, by its name and where that leaves it open by its text. */
import assert from 'node:assert/strict';
import {
  bakeKind,
  composeKind,
  isKindInEditor,
  dockerfileKind,
  KINDS,
  kindOfPath,
} from '../../../server/core/documents/index.ts';

const BUILDS = '# syntax=docker/dockerfile:1\n\n# A comment.\nFROM golang:1.25 AS build\n';

describe('names of Dockerfiles', () => {
  const counted = [
    ...['Dockerfile', 'dockerfile', 'DOCKERFILE', 'DockerFile', 'Containerfile', 'containerfile'],
    ...[
      'Dockerfile.dev',
      'Dockerfile-prod',
      'Dockerfile_test',
      'dockerfile-py3.12',
      'a/b/Dockerfile',
    ],
    ...['Containerfile.dev', 'Containerfile-prod', 'Containerfile_test'],
    ...[
      'dev.Dockerfile',
      'app.dockerfile',
      'dev.Containerfile',
      'a.b.CONTAINERFILE',
      '.Dockerfile',
    ],
    ...[
      'Dockerfile.test',
      'Dockerfile.gpu',
      'Dockerfile.arm64',
      'Dockerfile.py3',
      'Dockerfile.3.9',
    ],
    ...['Dockerfile.alpine', 'Dockerfile.production', 'Dockerfile-3.12-slim', 'Dockerfile.ubi8'],
    ...['go.Dockerfile', 'test.py.Dockerfile', 'Dockerfile.cuda12.4', 'Dockerfile.in.prod'],
  ];
  for (const name of counted) {
    it(`have ${name}`, () => assert.equal(kindOfPath(name)?.id, 'dockerfile'));
  }

  const left = [
    ...['Dockerfile.md', 'DOCKERFILE.MD', 'dev.Dockerfile.md', 'Dockerfile.j2', 'Dockerfile.jinja'],
    ...[
      'Dockerfile.jinja2',
      'Dockerfile.tmpl',
      'Dockerfile.tpl',
      'Dockerfile.erb',
      'Dockerfile.in',
    ],
    ...['Dockerfile.mustache', 'Dockerfile.template', 'Dockerfile-dev.j2', 'Dockerfile_dev.j2'],
    ...['Dockerfile.orig', 'Dockerfile.bak', 'Dockerfile.swp', 'Dockerfile.swo', 'Dockerfile.rej'],
    ...['Dockerfile.tmp', 'Dockerfile.save', 'Dockerfile.old', 'Dockerfile~', 'Dockerfile.dev~'],
    ...['#Dockerfile#', '.#Dockerfile', '.#dev.Dockerfile', '._dev.Dockerfile', '.Dockerfile.swp'],
    ...['#dev.Dockerfile#', 'Dockerfile.~1~', 'Dockerfile.dev.bak', 'Dockerfile-prod.orig'],
    ...['Dockerfiles', 'MyDockerfile', 'DockerfileParser.java', 'Dockerfile2', 'Dockerfile '],
    ...['my-Dockerfile', 'Dockerfile/readme', 'dockerfiles.yaml', 'Dockerfile.', 'docker'],
  ];
  for (const name of left) {
    it(`have no ${name}`, () => assert.notEqual(kindOfPath(name, BUILDS)?.id, 'dockerfile'));
  }

  const doubtful = [
    ...['dockerfile.yaml', 'dockerfile.go', 'Dockerfile.py', 'dockerfile.ts', 'Dockerfile.js'],
    ...['Dockerfile.rb', 'dockerfile_parser.py', 'Dockerfile.txt', 'Dockerfile.dev.json'],
    ...['dockerfile-lint.sh', 'Containerfile.yml', 'Dockerfile.R'],
  ];
  for (const name of doubtful) {
    it(`have ${name} only where its text is one`, () => {
      assert.equal(kindOfPath(name, BUILDS)?.id, 'dockerfile');
      assert.equal(kindOfPath(name, 'name: build\non: push\n'), null);
      assert.equal(kindOfPath(name), null);
    });
  }
});

describe('the text of a doubtful name', () => {
  for (const [what, text, expected] of [
    ['FROM', 'FROM node:22\n', true],
    ['lower case', 'from node:22\n', true],
    ['a stage with a name', 'FROM node:22 AS build\n', true],
    ['a platform', 'FROM --platform=$BUILDPLATFORM node:22 AS build\n', true],
    ['a line that goes on', 'FROM node:22 \\\n  AS build\n', true],
    ['ARG', 'ARG NODE=22\nFROM node:$NODE\n', true],
    ['a byte order mark', '\uFEFFFROM node:22\n', true],
    ['line ends of Windows', '# c\r\n\r\nFROM node:22\r\n', true],
    ['comments alone', '# FROM node:22\n', false],
    ['nothing', '', false],
    ['FROM alone', 'FROM\n', false],
    ['an import of Python', 'from dockerfile import parse\n', false],
    ['a relative import of Python', 'from . import parse\n', false],
    ['a program in Go', '// Package x.\npackage dockerfile\n', false],
    ['a workflow', 'name: x\non:\n  push:\n', false],
    ['a key in YAML', 'from: x\n', false],
    ['another instruction first', 'RUN make\nFROM node:22\n', false],
    ['a call', 'arg(1)\n', false],
  ] as const) {
    it(`${expected ? 'may' : 'must not'} begin with ${what}`, () => {
      assert.equal(kindOfPath('dockerfile.py', text)?.id ?? null, expected ? 'dockerfile' : null);
    });
  }

  it('is not read to its end', () => {
    const text = `FROM node:22\n${'RUN true\n'.repeat(500_000)}`;
    const started = process.hrtime.bigint();
    assert.equal(kindOfPath('Dockerfile.js', text)?.id, 'dockerfile');
    assert.ok(process.hrtime.bigint() - started < 1_000_000_000n);
  });
});

describe('names of other kinds', () => {
  for (const [name, expected] of [
    ['.dockerignore', 'ignore-file'],
    ['Dockerfile.dockerignore', 'ignore-file'],
    ['dev.Dockerfile.dockerignore', 'ignore-file'],
    ['.containerignore', 'ignore-file'],
    ['requirements.txt', 'requirements'],
    ['Requirements.txt', 'requirements'],
    ['dev-requirements.in', 'requirements'],
    ['requirements-dev.txt', 'requirements'],
    ['constraints.txt', 'requirements'],
    ['constraints.in', 'requirements'],
    ['requirements/base.txt', 'requirements'],
    ['a/requirements/base.in', 'requirements'],
    ['requirements/a/base.txt', null],
    ['requirements.md', null],
    ['base.txt', null],
    ['compose.yaml', 'compose'],
    ['docker-compose.yml', 'compose'],
    ['docker-compose.override.yml', 'compose'],
    ['docker-compose-prod.yml', 'compose'],
    ['compose.dev.yaml', 'compose'],
    ['mycompose.yaml', null],
    ['docker-bake.hcl', 'bake'],
    ['docker-bake.json', 'bake'],
    ['docker-bake.override.hcl', 'bake'],
    ['ci.bake.hcl', 'bake'],
    ['main.hcl', null],
    ['app.py', null],
    ['', null],
  ] as const) {
    it(`make ${name || 'nothing'} ${expected ?? 'no document'}`, () => {
      assert.equal(kindOfPath(name)?.id ?? null, expected);
    });
  }
});

describe('a document that an editor calls a Dockerfile', () => {
  for (const [name, text, expected] of [
    ['Dockerfile', 'RUN x\n', true],
    ['image.build', 'RUN x\n', true],
    ['Untitled-1', '', true],
    ['Dockerfile.md', BUILDS, false],
    ['Dockerfile.j2', BUILDS, false],
    ['Dockerfile.orig', BUILDS, false],
    ['dockerfile.yaml', 'on: push\n', false],
    ['dockerfile.yaml', BUILDS, true],
  ] as const) {
    it(`${expected ? 'is one' : 'is none'} as ${name} with ${JSON.stringify(text.slice(0, 8))}`, () => {
      assert.equal(isKindInEditor(dockerfileKind, name, text), expected);
    });
  }
});

describe('the table of kinds', () => {
  for (const kind of KINDS) {
    it(`has examples of ${kind.noun} that are of this kind`, () => {
      assert.notDeepEqual(kind.names.examples, []);
      for (const name of kind.names.examples) assert.equal(kindOfPath(name)?.id, kind.id);
    });
  }

  it('has an id for each', () => {
    assert.equal(new Set(KINDS.map(({ id }) => id)).size, KINDS.length);
  });

  it('knows what begins a comment', () => {
    assert.equal(bakeKind.comment('docker-bake.hcl'), '#');
    assert.equal(bakeKind.comment('docker-bake.json'), null);
    assert.equal(composeKind.comment(), '#');
  });
});
