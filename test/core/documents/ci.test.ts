/** Builds in the files of CI systems. */
import assert from 'node:assert/strict';
import { buildLines } from './support.ts';

interface Example {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  readonly others?: readonly string[];
  readonly builds: readonly string[];
}

const WORKFLOW = '.github/workflows/ci.yml';

const examples: readonly Example[] = [
  {
    title: 'GitHub: a run line and a block',
    file: WORKFLOW,
    text: `on: push
jobs:
  build:
    steps:
      - run: docker build -t app .
      - name: docker build
        run: |
          # docker build .
          cd docker
          docker buildx build \\
            --target dev -f ../Dockerfile ..
      - working-directory: web
        run: >-
          docker build
          --build-arg A=1 .
`,
    builds: ['5 Dockerfile in .', '10 Dockerfile in . target=dev', '14 web/Dockerfile in web A=1'],
  },
  {
    title: 'GitHub: the default folder of a job, the environment and expressions',
    file: WORKFLOW,
    text: `env:
  PYTHON: "3.12"
defaults: { run: { working-directory: services } }
jobs:
  build:
    env: { FILE: "\${{ github.workspace }}/docker/Dockerfile" }
    steps:
      - run: docker build -f $FILE --build-arg P=\${{ env.PYTHON }} --build-arg S='\${{ github.sha }}' api
      - run: docker build --target \${{ inputs.target || 'prod' }} \${{ inputs.dir }}
`,
    builds: [
      '8 docker/Dockerfile in services/api P=3.12 S=? unset=github.sha',
      '9 ? in ? target=prod unset=inputs.dir',
    ],
  },
  {
    title: 'GitHub: build-push-action',
    file: WORKFLOW,
    text: `jobs:
  build:
    steps:
      - uses: docker/build-push-action@v6
      - uses: docker/build-push-action@v6
        with:
          context: app
          file: docker/app.Dockerfile
          target: runtime
          platforms: linux/amd64,linux/arm64
          network: host
          no-cache: true
          build-args: |
            A=1
            B=\${{ secrets.B }}
          build-contexts: |
            base=docker-image://alpine
            lib=./lib
          cache-from: |
            type=gha
            type=registry,ref=app:cache
      - uses: docker/build-push-action@v6
        with: { context: "{{defaultContext}}:sub", file: docker/Dockerfile }
      - uses: docker/setup-buildx-action@v3
        with: { context: builders }
`,
    builds: [
      '4 Dockerfile in .',
      '5 docker/app.Dockerfile in app target=runtime A=1 B=? platforms=linux/amd64,linux/arm64 base:docker-image://alpine lib:lib network=host from=type=gha from=type=registry,ref=app:cache no-cache unset=secrets.B',
      '22 sub/docker/Dockerfile in sub',
    ],
  },
  {
    title: 'GitHub: a matrix',
    file: WORKFLOW,
    text: `jobs:
  build:
    strategy:
      matrix:
        image: [web, api]
        base: [slim, alpine]
        exclude: [{ image: api, base: alpine }]
        include:
          - { image: web, base: slim, target: dev }
          - { image: docs, base: slim, target: prod }
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: \${{ matrix.image }}
          file: \${{ matrix.image }}/Dockerfile.\${{ matrix.base }}
          target: \${{ matrix.target || '' }}
  objects:
    strategy:
      matrix:
        image: [{ name: a, file: x/Dockerfile }, { name: b, file: y/Dockerfile }]
    steps:
      - run: docker build -f \${{ matrix.image.file }} .
  dynamic:
    strategy: { matrix: "\${{ fromJson(needs.x.outputs.matrix) }}" }
    steps:
      - run: docker build \${{ matrix.image }}
`,
    builds: [
      '12 web/Dockerfile.slim in web target=dev',
      '12 web/Dockerfile.alpine in web',
      '12 api/Dockerfile.slim in api',
      '12 docs/Dockerfile.slim in docs target=prod',
      '22 x/Dockerfile in .',
      '22 y/Dockerfile in .',
      '26 ? in ? unset=matrix.image',
    ],
  },
  {
    title: 'GitHub: a composite action',
    file: '.github/actions/image/action.yml',
    text: 'runs:\n  using: composite\n  steps:\n    - run: docker build docker\n      shell: bash\n',
    builds: ['4 docker/Dockerfile in docker'],
  },
  {
    title: 'GitLab',
    file: '.gitlab-ci.yml',
    text: `variables:
  FILE: docker/Dockerfile
build:
  image: docker:27
  variables: { TARGET: prod }
  before_script:
    - docker login
  script:
    - cd "$CI_PROJECT_DIR/app"
    - docker build --build-arg SHA=$CI_COMMIT_SHA --target $TARGET -f ../$FILE .
kaniko:
  script:
    - /kaniko/executor --context "\${CI_PROJECT_DIR}" --dockerfile "\${CI_PROJECT_DIR}/k/Dockerfile"
`,
    builds: [
      '10 docker/Dockerfile in app target=prod SHA=? unset=CI_COMMIT_SHA',
      '13 k/Dockerfile in .',
    ],
  },
  {
    title: 'Azure: tasks and scripts',
    file: 'azure-pipelines.yml',
    text: `variables:
  - name: folder
    value: docker
steps:
  - task: Docker@2
    inputs:
      command: buildAndPush
      Dockerfile: '**/Dockerfile'
      arguments: --build-arg V=$(version) --target prod
  - task: Docker@2
    inputs: { command: build, Dockerfile: $(Build.SourcesDirectory)/$(folder)/Dockerfile, buildContext: . }
  - task: Docker@2
    inputs: { command: login }
  - script: docker build -f $(folder)/web.Dockerfile .
    workingDirectory: $(System.DefaultWorkingDirectory)
  - task: Bash@3
    inputs: { script: docker build api, workingDirectory: src }
`,
    builds: [
      '5 Dockerfile in . target=prod V=? unset=version',
      '10 docker/Dockerfile in .',
      '14 docker/web.Dockerfile in .',
      '17 src/api/Dockerfile in src/api',
    ],
  },
  {
    title: 'CircleCI',
    file: '.circleci/config.yml',
    text: `commands:
  image:
    parameters: { file: { type: string, default: docker/Dockerfile } }
    steps:
      - run: docker build -f << parameters.file >> .
jobs:
  build:
    working_directory: ~/project
    environment: { TARGET: dev }
    steps:
      - run:
          name: docker build
          working_directory: web
          command: |
            docker login
            docker build --target $TARGET .
      - run: docker build << pipeline.parameters.dir >>
`,
    builds: [
      '5 docker/Dockerfile in .',
      '16 web/Dockerfile in web target=dev',
      '17 ? in ? unset=pipeline.parameters.dir',
    ],
  },
  {
    title: 'Cloud Build',
    file: 'cloudbuild.yaml',
    text: `steps:
  - name: gcr.io/cloud-builders/docker
    args: [build, -t, gcr.io/$PROJECT_ID/app, --build-arg, "V=$COMMIT_SHA", -f, $_FILE, .]
  - name: gcr.io/cloud-builders/docker
    dir: web
    args:
      - build
      - .
  - name: gcr.io/cloud-builders/docker
    entrypoint: bash
    args: [-c, "docker build api"]
  - name: gcr.io/cloud-builders/docker
    args: [push, build]
substitutions: { _FILE: docker/Dockerfile }
`,
    builds: [
      '3 docker/Dockerfile in . V=? unset=COMMIT_SHA',
      '7 web/Dockerfile in web',
      '11 api/Dockerfile in api',
    ],
  },
  {
    title: 'Jenkins',
    file: 'Jenkinsfile',
    text: `pipeline {
  environment { IMAGE = 'app'; FILE = "docker/Dockerfile" }
  stages {
    // sh 'docker build .'
    stage('build') {
      steps {
        sh "docker build -t \${IMAGE} -f \${env.FILE} --build-arg N=\${env.BUILD_NUMBER} ."
        dir('web') {
          sh '''
            echo docker build
            docker build .
          '''
        }
        sh(script: 'docker build api', returnStdout: true)
        echo 'docker build .'
        script { docker.build("app:\${TAG}", "-f tools/Dockerfile tools") }
        script { docker.build('plain') }
      }
    }
  }
}
`,
    builds: [
      '7 docker/Dockerfile in . N=? unset=BUILD_NUMBER',
      '11 web/Dockerfile in web',
      '14 api/Dockerfile in api',
      '16 tools/Dockerfile in tools',
      '17 Dockerfile in .',
    ],
  },
  {
    title: 'Bitbucket',
    file: 'bitbucket-pipelines.yml',
    text: 'pipelines:\n  default:\n    - step:\n        script:\n          - docker build -f a/Dockerfile $BITBUCKET_CLONE_DIR\n',
    builds: ['5 a/Dockerfile in .'],
  },
  {
    title: 'Travis',
    file: '.travis.yml',
    text: 'env:\n  global:\n    - DIR=docker\nscript:\n  - travis_retry docker build $DIR\ndeploy:\n  script: docker build --pull .\n',
    builds: ['5 docker/Dockerfile in docker', '7 Dockerfile in .'],
  },
  {
    title: 'Drone',
    file: '.drone.yml',
    text: `steps:
  - image: docker
    commands: [docker build web]
  - image: plugins/docker
    settings: { dockerfile: docker/Dockerfile, context: ., build_args: [A=1, B] }
`,
    builds: ['3 web/Dockerfile in web', '4 docker/Dockerfile in . A=1 B=? unset=B'],
  },
];

describe('builds of CI systems', () => {
  for (const { title, file, text, others = [], builds } of examples)
    it(title, () => {
      const exist = Object.fromEntries(others.map((name) => [name, '']));
      assert.deepEqual(buildLines(file, text, exist), builds);
    });
});
