/**
 * What is known of an image by its name alone: which user it runs as, and where that user is at home. A small table
 * from the Dockerfiles and documentation of these images; of an image that is not in it nothing is known.
 */
import { completeReference, parseReference } from './references.ts';
import type { BaseImage } from './model.ts';
import type { UserIds } from './model.ts';
import { pythonOfName, systemOfName, type ImageSystem } from './system.ts';

export interface KnownImage {
  readonly image: BaseImage;
  /** Users that the image's /etc/passwd has, by name. */
  readonly accounts: ReadonlyMap<string, UserIds>;
  readonly makesUsersWith: 'useradd' | 'adduser' | null;
  readonly system: ImageSystem | null;
  readonly python: string | null;
  /** It brings a compiler: the full images of languages do, on top of buildpack-deps. */
  readonly hasCompiler: boolean;
}

/** Which users a distribution brings (`/etc/passwd` of its base image). */
type Family = 'debian' | 'alpine' | 'redhat' | 'other';

/** base-passwd of Debian and Ubuntu. */
const DEBIAN: Accounts = [
  ['nobody', 65534, 65534, '/nonexistent'],
  ['www-data', 33, 33, '/var/www'],
  ['daemon', 1, 1, '/usr/sbin'],
  ['games', 5, 60, '/usr/games'],
  ['man', 6, 12, '/var/cache/man'],
  ['mail', 8, 8, '/var/mail'],
  ['backup', 34, 34, '/var/backups'],
];
/** alpine-baselayout; its www-data is a group without a user. */
const ALPINE: Accounts = [
  ['nobody', 65534, 65534, '/'],
  ['daemon', 2, 2, '/sbin'],
  ['guest', 405, 100, '/dev/null'],
];
/** The package setup of Fedora and its relatives. */
const REDHAT: Accounts = [
  ['nobody', 65534, 65534, '/'],
  ['daemon', 2, 2, '/sbin'],
];

type Accounts = readonly (readonly [name: string, uid: number, gid: number, home: string])[];

const ACCOUNTS: Readonly<Record<Family, Accounts>> = {
  debian: DEBIAN,
  alpine: ALPINE,
  redhat: REDHAT,
  other: [],
};

interface Entry {
  /** A regular expression for the whole repository, with its registry. */
  readonly repository: string;
  /** A regular expression for the tag; absent: any. */
  readonly tag?: string;
  readonly family: Family;
  /** As in the image's configuration; absent: root. */
  readonly user?: string;
  readonly env?: readonly string[];
  readonly workdir?: string;
  readonly accounts?: Accounts;
}

/** Docker's own registry by its names, and the mirrors that have the official images under the same ones. */
const OFFICIAL =
  '(?:docker\\.io|registry\\.hub\\.docker\\.com|mirror\\.gcr\\.io|public\\.ecr\\.aws/docker)/library/';

/** The first entry that fits counts. Tags of Alpine come before the others of the same repository. */
const ENTRIES: readonly Entry[] = [
  // Official images of languages; their Dockerfiles have no USER.
  {
    repository: `${OFFICIAL}node`,
    tag: '.*alpine.*',
    family: 'alpine',
    accounts: [['node', 1000, 1000, '/home/node']],
  },
  {
    repository: `${OFFICIAL}node`,
    family: 'debian',
    accounts: [['node', 1000, 1000, '/home/node']],
  },
  {
    repository: `${OFFICIAL}golang`,
    tag: '.*alpine.*',
    family: 'alpine',
    env: ['GOPATH=/go'],
  },
  { repository: `${OFFICIAL}golang`, family: 'debian', env: ['GOPATH=/go'] },
  {
    repository: `${OFFICIAL}(?:python|pypy|ruby|rust|php|perl|openjdk|eclipse-temurin|maven|nginx|httpd|postgres|redis)`,
    tag: '.*alpine.*',
    family: 'alpine',
  },
  {
    repository: `${OFFICIAL}(?:python|pypy|ruby|rust|php|perl|gcc|buildpack-deps|nginx|httpd)`,
    family: 'debian',
  },
  {
    repository: `${OFFICIAL}postgres`,
    family: 'debian',
    accounts: [['postgres', 999, 999, '/var/lib/postgresql']],
  },
  {
    repository: `${OFFICIAL}(?:openjdk|eclipse-temurin|maven|gradle|julia|r-base|haskell|swift|dart|redis|mysql|mariadb|memcached|amazoncorretto|docker)`,
    family: 'other',
  },
  // Distributions.
  { repository: `${OFFICIAL}debian`, family: 'debian' },
  {
    repository: `${OFFICIAL}ubuntu`,
    // Since 23.04 the image brings a user of its own.
    tag: '(?:latest|rolling|devel|2[4-9]\\.\\d+.*|23\\.(?:04|10).*|noble.*|lunar.*|mantic.*|oracular.*|plucky.*|questing.*)',
    family: 'debian',
    accounts: [['ubuntu', 1000, 1000, '/home/ubuntu']],
  },
  { repository: `${OFFICIAL}ubuntu`, family: 'debian' },
  { repository: `${OFFICIAL}alpine`, family: 'alpine' },
  {
    repository: `${OFFICIAL}(?:fedora|centos|rockylinux|almalinux|oraclelinux|amazonlinux)`,
    family: 'redhat',
  },
  { repository: `${OFFICIAL}(?:busybox|archlinux|hello-world)`, family: 'other' },
  { repository: 'quay\\.io/centos/centos', family: 'redhat' },
  { repository: 'public\\.ecr\\.aws/amazonlinux/amazonlinux', family: 'redhat' },
  { repository: 'public\\.ecr\\.aws/(?:ubuntu/ubuntu|debian/debian)', family: 'debian' },
  // NVIDIA's images of CUDA itself; those of frameworks have settings of pip of their own.
  { repository: '(?:docker\\.io|nvcr\\.io)/nvidia/cuda', family: 'debian' },
  {
    repository: 'nvcr\\.io/nvidia/(?:pytorch|tensorflow|tensorrt|tritonserver|nemo|jax)',
    family: 'debian',
    user: 'root',
  },
  // Docker Hardened Images: those with a shell for builds run as root, the others as nonroot.
  { repository: 'dhi\\.io/[a-z0-9-]+', tag: '.*alpine.*-dev.*', family: 'alpine', user: 'root' },
  { repository: 'dhi\\.io/[a-z0-9-]+', tag: '.*-dev.*', family: 'debian', user: 'root' },
  {
    repository: 'dhi\\.io/[a-z0-9-]+',
    family: 'other',
    user: 'nonroot',
    env: ['HOME=/home/nonroot'],
    accounts: [['nonroot', 65532, 65532, '/home/nonroot']],
  },
  // uv's images are built on the official ones and add no USER.
  { repository: 'ghcr\\.io/astral-sh/uv', tag: '.*alpine.*', family: 'alpine' },
  { repository: 'ghcr\\.io/astral-sh/uv', family: 'debian' },
  // Conda's images run as root.
  {
    repository:
      'docker\\.io/(?:continuumio/(?:mini|ana)conda3?|condaforge/(?:miniforge3|mambaforge))',
    family: 'debian',
  },
  // jupyter/docker-stacks, images/docker-stacks-foundation: NB_USER, NB_UID and NB_GID.
  {
    repository: '(?:quay\\.io|docker\\.io)/jupyter/(?!jupyterhub)[a-z-]+',
    family: 'debian',
    user: '1000',
    env: [
      'NB_USER=jovyan',
      'NB_UID=1000',
      'NB_GID=100',
      'CONDA_DIR=/opt/conda',
      'HOME=/home/jovyan',
    ],
    workdir: '/home/jovyan',
    accounts: [['jovyan', 1000, 100, '/home/jovyan']],
  },
  // Airflow's documentation, "Building the image": user airflow, uid 50000, group 0. Since release 3 its Dockerfile names
  // the folder of pip's cache.
  {
    repository: 'docker\\.io/apache/airflow',
    tag: '(?:latest|slim-latest|(?:slim-)?[3-9]\\..*)',
    family: 'debian',
    user: 'airflow',
    env: ['HOME=/home/airflow', 'PIP_CACHE_DIR=/tmp/.cache/pip'],
    workdir: '/opt/airflow',
    accounts: [['airflow', 50000, 0, '/home/airflow']],
  },
  {
    repository: 'docker\\.io/apache/airflow',
    family: 'debian',
    user: 'airflow',
    env: ['HOME=/home/airflow'],
    workdir: '/opt/airflow',
    accounts: [['airflow', 50000, 0, '/home/airflow']],
  },
  // micromamba-docker: MAMBA_USER; its number differs between releases.
  {
    repository: '(?:docker|ghcr)\\.(?:io|io)/mambaorg/micromamba(?:-docker)?',
    family: 'debian',
    user: 'mambauser',
    env: ['MAMBA_USER=mambauser', 'HOME=/home/mambauser'],
    workdir: '/tmp',
  },
  // Red Hat's s2i images: uid 1001, group 0, home /opt/app-root/src.
  {
    repository:
      '(?:registry\\.(?:access\\.)?redhat\\.(?:com|io)/ubi\\d+/python-\\d+(?:-minimal)?|quay\\.io/sclorg/python-\\d+(?:-minimal)?-[a-z0-9]+)',
    family: 'redhat',
    user: '1001',
    env: ['HOME=/opt/app-root/src', 'APP_ROOT=/opt/app-root'],
    workdir: '/opt/app-root/src',
    accounts: [['default', 1001, 0, '/opt/app-root/src']],
  },
  {
    repository: 'registry\\.(?:access\\.)?redhat\\.(?:com|io)/ubi\\d+(?:/ubi(?:-minimal|-micro)?)?',
    family: 'redhat',
  },
  // Ray's Dockerfile: RAY_UID and RAY_GID.
  {
    repository: 'docker\\.io/rayproject/ray(?:-ml|-llm)?',
    family: 'debian',
    user: 'ray',
    env: ['HOME=/home/ray'],
    workdir: '/home/ray',
    accounts: [['ray', 1000, 100, '/home/ray']],
  },
  // CircleCI's images; the number of their user is not in their documentation.
  {
    repository: 'docker\\.io/cimg/[a-z-]+',
    family: 'debian',
    user: 'circleci',
    env: ['HOME=/home/circleci'],
    workdir: '/home/circleci/project',
  },
  // TorchServe's Dockerfile makes its user without a number.
  {
    repository: 'docker\\.io/pytorch/torchserve(?:-kfs|-nightly)?',
    family: 'debian',
    user: 'model-server',
    env: ['HOME=/home/model-server'],
    workdir: '/home/model-server',
  },
  // Bitnami's images run as 1001, which has no entry in /etc/passwd.
  { repository: 'docker\\.io/bitnami(?:legacy|secure)?/[a-z-]+', family: 'debian', user: '1001' },
  // Distroless: `nonroot` is in the tag.
  {
    repository: 'gcr\\.io/distroless/[a-z0-9-]+',
    tag: '.*nonroot.*',
    family: 'other',
    user: '65532',
    env: ['HOME=/home/nonroot'],
    accounts: [['nonroot', 65532, 65532, '/home/nonroot']],
  },
];

const patterns = ENTRIES.map((entry) => ({
  entry,
  repository: new RegExp(`^(?:${entry.repository})$`),
  tag: entry.tag === undefined ? null : new RegExp(`^(?:${entry.tag})$`),
}));

/** Null for an image that the table does not have. */
export function knownImage(name: string): KnownImage | null {
  const reference = parseReference(name);
  if (reference === null) return null;
  const tag = reference.tag === '' ? 'latest' : reference.tag;
  const found = patterns.find(
    (one) => one.repository.test(reference.repository) && (one.tag === null || one.tag.test(tag)),
  );
  if (found === undefined) return null;
  const { family, user = '', env = [], workdir = '', accounts = [] } = found.entry;
  const ids = [...ACCOUNTS[family], ...accounts].map(
    ([account, uid, gid, home]): readonly [string, UserIds] => [account, { uid, gid, home }],
  );
  const system = systemOfName({ ...reference, tag }, family);
  return {
    system,
    python: pythonOfName({ ...reference, tag }, system),
    hasCompiler:
      /library\/(?:python|pypy|node|ruby|golang|rust|gcc|perl|buildpack-deps)$/.test(
        reference.repository,
      ) && !/slim|alpine/.test(tag),
    image: { digest: null, env, workdir, user, shell: null, onbuild: [], source: 'assumed' },
    accounts: new Map(ids),
    makesUsersWith: family === 'other' ? null : family === 'alpine' ? 'adduser' : 'useradd',
  };
}

/** The name as lookups want it. */
export function completeImageName(base: string): string {
  const reference = parseReference(base);
  return reference === null ? base : completeReference(reference);
}
