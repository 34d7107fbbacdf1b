/** Builds in scripts and in files of build tools. */
import assert from 'node:assert/strict';
import { buildLines, readBuilds } from './support.ts';

interface Example {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  readonly others?: readonly string[];
  readonly builds: readonly string[];
}

const examples: readonly Example[] = [
  {
    title: 'a script in the root',
    file: 'build.sh',
    text: '#!/bin/sh\nset -e\ndocker build -t app -f docker/Dockerfile .\n',
    builds: ['3 docker/Dockerfile in .'],
  },
  {
    title: 'a script that is started from the root',
    file: 'scripts/build.sh',
    text: 'docker build -f docker/Dockerfile .',
    others: ['docker/Dockerfile'],
    builds: ['1 docker/Dockerfile in .'],
  },
  {
    title: 'a script that is started from its own folder',
    file: 'scripts/build.sh',
    text: 'docker build ..',
    others: ['Dockerfile'],
    builds: ['1 Dockerfile in .'],
  },
  {
    title: 'a script that goes to the folder above its own',
    file: 'scripts/build.sh',
    text: 'cd "$(dirname "${BASH_SOURCE[0]}")/.."\ndocker build docker\n',
    builds: ['2 docker/Dockerfile in docker'],
  },
  {
    title: 'a script that keeps its folder in a variable',
    file: 'a/b/build.sh',
    text: [
      'HERE="$(cd "$(dirname "$0")" >/dev/null 2>&1 && pwd -P)"',
      'ROOT=$(dirname "$(dirname "$(readlink -f "$0")")")',
      'TOP=`git rev-parse --show-toplevel`',
      'docker build "$HERE"',
      'docker build $ROOT',
      'docker build "${TOP}/app"',
    ].join('\n'),
    builds: ['4 a/b/Dockerfile in a/b', '5 a/Dockerfile in a', '6 app/Dockerfile in app'],
  },
  {
    title: 'subshells, pushd and popd, cd and back',
    file: 'build.sh',
    text: [
      '(cd a && docker build .)',
      'pushd b; docker build .; popd',
      'cd c',
      'docker build .',
      'cd -',
      'docker build .',
      'cd "$SOMEWHERE"',
      'docker build .',
    ].join('\n'),
    builds: [
      '1 a/Dockerfile in a',
      '2 b/Dockerfile in b',
      '4 c/Dockerfile in c',
      '6 Dockerfile in .',
      '8 ? in ?',
    ],
  },
  {
    title: 'variables with a value, with a default and without',
    file: 'build.sh',
    text: [
      'DIR=docker',
      'TAG=${TAG:-latest}',
      'export PYTHON=3.12',
      'docker build \\',
      '  --build-arg PYTHON --build-arg TAG="$TAG" --build-arg SHA=$SHA --build-arg USER \\',
      '  --target "${TARGET}" -f $DIR/Dockerfile $DIR',
    ].join('\n'),
    builds: [
      '4 docker/Dockerfile in docker PYTHON=3.12 TAG=latest SHA=? USER=? unset=TARGET,SHA,USER',
    ],
  },
  {
    title: 'options in a variable',
    file: 'build.sh',
    text: 'OPTIONS="--target dev --no-cache"\ndocker build $OPTIONS $MORE .\n',
    builds: ['2 Dockerfile in . target=dev no-cache'],
  },
  {
    title: 'wrappers, and a program in a variable',
    file: 'build.sh',
    text: 'retry 3 docker build a\nsudo -E docker build b\n"${DOCKER:-docker}" build c\ntime docker build d',
    builds: [
      '1 a/Dockerfile in a',
      '2 b/Dockerfile in b',
      '3 c/Dockerfile in c',
      '4 d/Dockerfile in d',
    ],
  },
  {
    title: 'texts that only look like a build',
    file: 'build.sh',
    text: [
      '# docker build .',
      'echo docker build .',
      'echo "docker build ."',
      'printf "docker build .\\n"',
      'cat <<EOF',
      'docker build .',
      'EOF',
      'usage="Run docker build . first"',
      'grep docker build log',
      'ssh host docker build .',
    ].join('\n'),
    builds: [],
  },
  {
    title: 'standard input',
    file: 'build.sh',
    text: 'docker build - < docker/Dockerfile\ndocker build -f - . <<EOF\nFROM scratch\nEOF\n',
    builds: ['1 docker/Dockerfile in ?', '2 ? in .'],
  },
  {
    title: 'a remote context',
    file: 'build.sh',
    text: 'docker build https://example.com/app.git\ndocker build -f a/Dockerfile git@example.com:app.git',
    builds: ['1 ? in https://example.com/app.git', '2 ? in git@example.com:app.git'],
  },
  {
    title: 'a Containerfile',
    file: 'build.sh',
    text: 'podman build app',
    others: ['app/Containerfile'],
    builds: ['1 app/Containerfile in app'],
  },
  {
    title: 'Windows line ends',
    file: 'build.sh',
    text: 'docker build \\\r\n  -f a/Dockerfile \\\r\n  .\r\n',
    builds: ['1 a/Dockerfile in .'],
  },
  {
    title: 'a Makefile',
    file: 'app/Makefile',
    text: [
      'DOCKER ?= docker',
      'DOCKERFILE := docker/$(FLAVOR)/Dockerfile # by flavor',
      'FLAVOR = slim',
      'ARGS = --build-arg A=1',
      'ARGS += --build-arg B=$(B)',
      '',
      'build: ## docker build this',
      '\t@echo docker build',
      '\t@$(DOCKER) build $(ARGS) \\',
      '\t\t-t app:$(TAG) \\',
      '\t\t-f $(DOCKERFILE) $(CURDIR)',
      'sub:',
      '\tcd sub && docker build .',
      '\tdocker build --build-arg X=$$(date) $(shell pwd)/..',
      'web api: %: deps',
      '\tdocker build -f docker/$@.Dockerfile .',
      'one: one.Dockerfile',
      '\t-docker build -f $< .',
    ].join('\n'),
    builds: [
      '9 app/docker/slim/Dockerfile in app A=1 B=? unset=B',
      '13 app/sub/Dockerfile in app/sub',
      '14 Dockerfile in . X=?',
      '16 ? in app',
      '18 app/one.Dockerfile in app',
    ],
  },
  {
    title: 'a Makefile with a function and with variables of another file',
    file: 'Makefile',
    text: [
      'include config.mk',
      'ROOT := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))',
      'define build_image',
      'docker build -f $(1)/Dockerfile --build-arg V=$(VERSION) $(ROOT)',
      'docker push $(1)',
      'endef',
      'all:',
      '\t$(call build_image,web)',
    ].join('\n'),
    others: ['config.mk'],
    builds: ['8 web/Dockerfile in . V=? unset=VERSION'],
  },
  {
    title: 'a part of a Makefile that runs in the root',
    file: 'build/docker.mk',
    text: 'image:\n\tdocker build -f build/Dockerfile .\n',
    others: ['build/Dockerfile'],
    builds: ['2 build/Dockerfile in .'],
  },
  {
    title: 'variables that name each other',
    file: 'Makefile',
    text: 'A = $(B)\nB = $(A)\nx:\n\tdocker build $(A)\n',
    builds: ['4 ? in ?'],
  },
  {
    title: 'a justfile',
    file: 'justfile',
    text: [
      'image := "app"',
      'file := env_var_or_default("FILE", "docker/Dockerfile")',
      'build tag="latest":',
      '    @docker build -t {{image}}:{{tag}} -f {{ file }} {{justfile_directory()}}',
      'script:',
      '    #!/usr/bin/env bash',
      '    cd web',
      '    docker build .',
    ].join('\n'),
    builds: ['4 docker/Dockerfile in .', '8 web/Dockerfile in web'],
  },
  {
    title: 'a Taskfile',
    file: 'Taskfile.yml',
    text: [
      'version: "3"',
      'vars:',
      '  FILE: docker/Dockerfile',
      'tasks:',
      '  build:',
      '    dir: app',
      '    cmds:',
      '      - docker build -f {{.FILE}} --build-arg V={{.VERSION}} .',
      '      - cmd: docker build web',
    ].join('\n'),
    builds: ['8 app/docker/Dockerfile in app V=? unset=VERSION', '9 app/web/Dockerfile in app/web'],
  },
  {
    title: 'a package.json',
    file: 'web/package.json',
    text: '{\n  "scripts": {\n    "build": "vite build",\n    "docker": "npm run build && docker build -t web -f ../docker/web.Dockerfile .."\n  }\n}\n',
    builds: ['4 docker: docker/web.Dockerfile in .'],
  },
  {
    title: 'tasks of VS Code',
    file: '.vscode/tasks.json',
    text: [
      '{',
      '  // docker build',
      '  "tasks": [',
      '    { "label": "image", "type": "shell", "command": "docker build -f ${workspaceFolder}/a/Dockerfile a" },',
      '    {',
      '      "label": "words", "type": "process",',
      '      "command": "docker", "args": ["build", "--build-arg", "V=${input:version}", "."],',
      '      "options": { "cwd": "${workspaceFolder}/b" },',
      '    },',
      '    { "label": "dev", "type": "docker-build",',
      '      "dockerBuild": { "dockerfile": "${workspaceFolder}/c/Dockerfile", "context": "${workspaceFolder}", "target": "dev", "buildArgs": {"A": "1"} } },',
      '  ],',
      '}',
    ].join('\n'),
    builds: [
      '4 image: a/Dockerfile in a',
      '7 words: b/Dockerfile in b V=? unset=version',
      '10 dev: c/Dockerfile in . target=dev A=1',
    ],
  },
  {
    title: 'a dev container',
    file: '.devcontainer/devcontainer.json',
    text: [
      '{ // comment',
      '  "build": {',
      '    "dockerfile": "Dockerfile",',
      '    "context": "..", "target": "dev",',
      '    "args": { "VARIANT": "3.12", "USER": "${localEnv:USER}", "N": "${localEnv:N:18}" },',
      '    "cacheFrom": "app:dev", "options": ["--network=host"],',
      '  }',
      '}',
    ].join('\n'),
    builds: [
      '3 .devcontainer/Dockerfile in . target=dev VARIANT=3.12 USER=? N=18 network=host from=app:dev unset=USER',
    ],
  },
  {
    title: 'a dev container in the older spelling',
    file: '.devcontainer.json',
    text: '{ "dockerFile": "docker/Dockerfile", "context": "docker" }',
    builds: ['1 docker/Dockerfile in docker'],
  },
  {
    title: 'a dev container without a build',
    file: '.devcontainer/python/devcontainer.json',
    text: '{ "image": "python:3.12", "features": { "docker": {} } }',
    builds: [],
  },
  {
    title: 'PowerShell',
    file: 'scripts/build.ps1',
    text: [
      '# docker build .',
      '$Root = "$PSScriptRoot/.."',
      '$env:TAG = "dev"',
      'Write-Host "docker build ."',
      'docker build `',
      '  --build-arg TAG=$env:TAG --build-arg SHA=$sha `',
      '  -f "$Root/docker/Dockerfile" $Root',
      '& docker build "$PSScriptRoot\\web"',
    ].join('\r\n'),
    builds: [
      '5 docker/Dockerfile in . TAG=dev SHA=? unset=sha',
      '8 scripts/web/Dockerfile in scripts/web',
    ],
  },
  {
    title: 'a batch file',
    file: 'build.bat',
    text: [
      '@echo off',
      'REM docker build .',
      'set TAG=dev',
      'echo docker build .',
      'cd /d "%~dp0web"',
      'docker build -t app:%TAG% ^',
      '  --build-arg V=%VERSION% .',
    ].join('\r\n'),
    builds: ['6 web/Dockerfile in web V=? unset=VERSION'],
  },
  {
    title: 'skaffold',
    file: 'skaffold.yaml',
    text: [
      'build:',
      '  artifacts:',
      '    - image: web',
      '      context: src/web',
      '    - image: api',
      '      docker: { dockerfile: docker/api.Dockerfile, target: run, buildArgs: { A: "1" } }',
      '    - image: java',
      '      jib: {}',
    ].join('\n'),
    builds: ['3 src/web/Dockerfile in src/web', '5 docker/api.Dockerfile in . target=run A=1'],
  },
];

describe('builds of scripts and build tools', () => {
  for (const { title, file, text, others = [], builds } of examples)
    it(title, () => {
      const exist = Object.fromEntries(others.map((name) => [name, '']));
      assert.deepEqual(buildLines(file, text, exist), builds);
    });

  it('names the files that a Makefile includes', () => {
    const text = 'include config.mk other.mk\nx:\n\tdocker build $(DIR)\n';
    const { builds, files } = readBuilds('Makefile', text, { 'config.mk': 'DIR = docker\n' });
    assert.equal(builds[0]?.context, '/repo/docker');
    assert.deepEqual(files, ['/repo/config.mk', '/repo/other.mk']);
  });
});
