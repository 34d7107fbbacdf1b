/** Builds that fail on a real engine, a common cause each, with what the product is to say of them. */
import type { FailureKind } from '../../server/protocol/report.ts';

export interface FailedBuild {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Options of `layer-forecast build`; `--network host` where nothing is said. */
  readonly options?: readonly string[];
  readonly kind: FailureKind | null;
  /** First line of the failed instruction. */
  readonly line: number;
  readonly reason: RegExp;
  /** A line that the step itself printed; null where the builder fails without one. */
  readonly output: RegExp | null;
  /**
   * The titles of the ways out that are taken one after another, after which the build passes; none where none has an
   * action.
   */
  readonly waysOut: readonly string[];
}

const HASH = 'sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254';
const SHORT_OF_TRIES = 'ENV PIP_RETRIES=0';

export const FAILED_BUILDS: readonly FailedBuild[] = [
  {
    title: 'a version that does not exist',
    files: {
      Dockerfile:
        'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'click==8.1.7\nsix==9\n',
    },
    kind: 'version-not-found',
    line: 3,
    reason: /^ERROR: No matching distribution found for six==9$/,
    output: /^ERROR: No matching distribution found for six==9$/,
    waysOut: ['Change requirements.txt line 2 to six==1.17.0'],
  },
  {
    title: 'no compiler',
    files: {
      Dockerfile: 'FROM python:3.11-slim\nRUN pip install --no-binary regex regex==2022.1.18\n',
    },
    kind: 'compiler-missing',
    line: 2,
    reason: /gcc.* failed: No such file or directory/,
    output: /^\[end of output\]$/,
    // Debian's own Python has its headers in a package; the official images bring them.
    waysOut: [
      'Install gcc, libc6-dev above line 2',
      'Install python3-dev, gcc, libc6-dev above line 3',
    ],
  },
  {
    title: 'another hash than expected',
    files: {
      Dockerfile:
        'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': `six==1.16.0 --hash=${HASH.replace('8abb', '1234')}\n`,
    },
    kind: 'hash-mismatch',
    line: 3,
    reason: /six has another hash/,
    output: /THESE PACKAGES DO NOT MATCH THE HASHES/,
    waysOut: ['Replace the hash of six in requirements.txt'],
  },
  {
    title: 'a hash that is missing',
    files: {
      Dockerfile:
        'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': `six==1.16.0\nidna==3.7 --hash=sha256:82fee1fc78add43492d3a1898bfa6d8a904cc97d8427f683ed8e798d07761aa0\n`,
    },
    kind: 'hash-mismatch',
    line: 3,
    reason: /Hashes are required in --require-hashes mode/,
    output: /six==1\.16\.0 --hash=sha256:/,
    waysOut: ['Add the hash of six to requirements.txt'],
  },
  {
    title: 'versions that do not go together',
    files: {
      Dockerfile:
        'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'urllib3==1.20\nrequests==2.31.0\n',
    },
    kind: 'dependency-conflict',
    line: 3,
    reason:
      /^The user requested urllib3==1\.20; requests 2\.31\.0 depends on urllib3<3 and >=1\.21\.1$/,
    output: /ResolutionImpossible/,
    waysOut: ['Change requirements.txt line 1 to urllib3<3,>=1.21.1'],
  },
  {
    title: 'no network in the step',
    files: {
      Dockerfile: `FROM python:3.11\n${SHORT_OF_TRIES}\nRUN --network=none pip install six==1.16.0\n`,
    },
    kind: 'no-network',
    line: 3,
    reason: /from versions: none/,
    output: /No matching distribution found for six==1\.16\.0/,
    waysOut: ['Remove --network=none from line 3'],
  },
  {
    title: "an index on the builder's own machine",
    files: {
      Dockerfile: `FROM python:3.11\n${SHORT_OF_TRIES}\nRUN pip install --retries 1 six==1.16.0\n`,
    },
    options: [],
    kind: 'no-network',
    line: 3,
    reason: /^Could not connect.*: Connection refused$/,
    output: /No matching distribution found/,
    waysOut: ['Build with --network=host'],
  },
  {
    title: 'a tmpfs that is full',
    files: {
      Dockerfile:
        'FROM busybox:latest\nRUN --mount=type=tmpfs,target=/x,size=1m dd if=/dev/zero of=/x/a bs=1M count=3\n',
    },
    kind: 'disk-full',
    line: 2,
    reason: /^dd: error writing '\/x\/a': No space left on device$/,
    output: /No space left on device/,
    waysOut: ['Remove the limit of 1m from the tmpfs mount'],
  },
  {
    title: 'a misspelled image',
    files: { Dockerfile: 'FROM pyhton:3.11\nRUN true\n' },
    kind: 'image-not-found',
    line: 1,
    reason: /^pyhton:3\.11: /,
    output: null,
    waysOut: ['Change pyhton:3.11 to python:3.11 in line 1'],
  },
  {
    title: 'a misspelled stage',
    files: {
      Dockerfile:
        'FROM busybox:latest AS builder\nRUN echo 1 > /a\nFROM busybox:latest\nCOPY --from=bulider /a /a\n',
    },
    kind: 'image-not-found',
    line: 4,
    reason: /^bulider:latest: /,
    output: null,
    waysOut: ['Change bulider to builder in line 4'],
  },
  {
    title: 'a misspelled file',
    files: {
      Dockerfile: 'FROM busybox:latest\nCOPY requirement.txt .\n',
      'requirements.txt': 'six\n',
    },
    kind: 'missing-file',
    line: 2,
    reason: /^The build context has no requirement\.txt\.$/,
    output: null,
    waysOut: ['Change requirement.txt to requirements.txt in line 2'],
  },
  {
    title: 'a file that the ignore file leaves out',
    files: {
      Dockerfile: 'FROM busybox:latest\nCOPY config.ini /\n',
      'config.ini': 'a\n',
      '.dockerignore': '*.ini\n',
    },
    kind: 'missing-file',
    line: 2,
    reason: /^The build context has no config\.ini\.$/,
    output: null,
    waysOut: ['Add !config.ini to .dockerignore'],
  },
  {
    title: 'requirements that nobody copied',
    files: {
      Dockerfile: 'FROM python:3.11\nWORKDIR /app\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'six==1.16.0\n',
    },
    kind: 'missing-file',
    line: 3,
    reason: /Could not open requirements file/,
    output: /Could not open requirements file/,
    waysOut: ['Add `COPY requirements.txt requirements.txt` above line 3'],
  },
  {
    title: 'a script that is not executable',
    files: {
      Dockerfile: 'FROM busybox:latest\nCOPY build.sh /build.sh\nRUN /build.sh\n',
      'build.sh': '#!/bin/sh\n',
    },
    kind: 'permission-denied',
    line: 3,
    reason: /^\/bin\/sh: \/build\.sh: Permission denied$/,
    output: /Permission denied/,
    waysOut: ['Add --chmod=755 to line 2'],
  },
  {
    title: 'a user who may not write',
    files: { Dockerfile: 'FROM busybox:latest\nUSER 65534\nRUN mkdir /data\n' },
    kind: 'permission-denied',
    line: 3,
    reason: /Permission denied/,
    output: /Permission denied/,
    waysOut: ['Run line 3 as root'],
  },
  {
    title: 'a step that is killed',
    files: { Dockerfile: "FROM busybox:latest\nRUN sh -c 'kill -9 $$'; exit $?\n" },
    kind: 'out-of-memory',
    line: 2,
    reason: /^Killed$/,
    output: /Killed/,
    waysOut: [],
  },
  {
    title: 'an image without the platform that FROM wants',
    files: { Dockerfile: 'FROM --platform=linux/arm64 python:3.11\nRUN true\n' },
    kind: 'wrong-platform',
    line: 1,
    reason: /no match for platform in manifest/,
    output: null,
    waysOut: ['Remove --platform from line 1'],
  },
  {
    title: 'an image without the platform of the build',
    files: { Dockerfile: 'FROM python:3.11\nRUN true\n' },
    options: ['--platform', 'linux/arm64'],
    kind: 'wrong-platform',
    line: 1,
    reason: /no match for platform in manifest/,
    output: null,
    waysOut: ["Build for the builder's own platform"],
  },
  {
    title: 'a program for another processor',
    files: {
      Dockerfile: 'FROM busybox:latest\nCOPY --chmod=755 tool /tool\nRUN ["/tool"]\n',
      tool: '\x7fELF\x02\x01\x01@nonce@',
    },
    kind: 'wrong-platform',
    line: 3,
    reason: /exec format error/,
    output: /exec format error/,
    waysOut: [],
  },
  {
    title: 'a secret that is not given',
    files: {
      Dockerfile:
        'FROM busybox:latest\nRUN --mount=type=secret,id=pipconf,required=true cat /run/secrets/pipconf\n',
      FILE: 'a\n',
    },
    kind: 'credentials-missing',
    line: 2,
    reason: /^secret pipconf: not found$/,
    output: null,
    waysOut: ['Build with it'],
  },
  {
    title: 'a command that the image does not have',
    files: { Dockerfile: 'FROM python:3.11\nRUN uv --version\n' },
    kind: 'command-not-found',
    line: 2,
    reason: /^\/bin\/sh: 1: uv: not found$/,
    output: /uv: not found/,
    waysOut: ['Add `RUN pip install uv` above line 2'],
  },
  {
    title: 'a cause that nobody knows',
    files: {
      Dockerfile:
        'FROM busybox:latest\nRUN echo all is well; sleep 1; echo but not this >&2; exit 7\n',
    },
    kind: null,
    line: 2,
    reason: /^but not this$/,
    output: /^all is well$/,
    waysOut: [],
  },
];
