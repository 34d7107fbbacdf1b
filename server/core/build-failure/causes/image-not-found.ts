/** A base image, or what `--from` names, does not exist where the builder looks. */
import { nearestName } from '../../text/suggest.ts';
import type { Word } from '../../syntax/dockerfile/model.ts';
import { advice, editOf, replacement, wayOut } from '../edits.ts';
import type { FailingInstruction, FailureScene, FindCause, SceneWayOut } from '../model.ts';

/** `python:3.99: failed to resolve source metadata for docker.io/library/python:3.99: …` */
const NOT_RESOLVED = /failed to resolve source metadata for (\S+?): ([^]*)$/;
const NOT_FOUND =
  /not found|pull access denied|manifest unknown|insufficient_scope|repository does not exist|no such host|failed to do request|invalid reference format/;

export const imageNotFound: FindCause = (scene) => {
  const [, image = '', why = ''] = NOT_RESOLVED.exec(scene.error) ?? [];
  if (image === '' || !NOT_FOUND.test(why)) return null;
  const meant = nearName(scene);
  const isUnreachable = /no such host|failed to do request/.test(why);
  // Without access to the registry, the name may still be right.
  if (isUnreachable && meant === null) return null;
  const isTag =
    /\/library\/|: not found$/.test(`${image}${why}`) && !why.includes('pull access denied');
  const reason = `${familiar(image)}: ${why}`;
  return {
    kind: 'image-not-found',
    reason,
    waysOut: [
      ...(meant === null ? [] : [meant]),
      ...(isUnreachable ? [] : [isTag ? CHECK_TAG : logIn(image)]),
    ],
  };
};

const CHECK_TAG = advice(
  'The repository has no such tag. Look up the tags that it has, or `docker pull` the image from another registry.',
);

function logIn(image: string): SceneWayOut {
  const registry = /^([^/]*[.:][^/]*)\//.exec(image)?.[1] ?? '';
  const where = registry === '' || registry === 'docker.io' ? '' : ` ${registry}`;
  return wayOut('The image does not exist, or only those who log in may have it.', {
    kind: 'command',
    title: 'Log in to the registry',
    command: `docker login${where}`,
  });
}

function familiar(image: string): string {
  return image.replace(/^docker\.io\/(?:library\/)?/, '');
}

/** Official images that Dockerfiles begin with most. */
const OFFICIAL: readonly string[] = [
  ...['almalinux', 'alpine', 'amazonlinux', 'buildpack-deps', 'busybox', 'centos', 'debian'],
  ...['eclipse-temurin', 'fedora', 'golang', 'gradle', 'httpd', 'mariadb', 'maven', 'memcached'],
  ...['mysql', 'nginx', 'node', 'openjdk', 'perl', 'php', 'postgres', 'pypy', 'python', 'redis'],
  ...['rockylinux', 'ruby', 'rust', 'ubuntu'],
];

/** A stage above, or an official image, whose name is a slip away. */
function nearName({ failing, dockerfile }: FailureScene): SceneWayOut | null {
  const word = failing && imageWord(failing);
  if (word === null || dockerfile === null || failing === null) return null;
  const stages = dockerfile.model.stages
    .filter(({ index }) => index < failing.stage.index)
    .flatMap(({ name }) => (name === null ? [] : [name]));
  const [name = '', rest = ''] = /^([^:@$/]+)([:@].*)?$/.exec(word.raw)?.slice(1) ?? [];
  const stage = rest === '' ? nearestName(name, stages) : null;
  const official = nearestName(name, OFFICIAL);
  const meant = stage ?? (official === null ? null : `${official}${rest}`);
  if (name === '' || meant === null || OFFICIAL.includes(name)) return null;
  const what = stage === null ? 'image' : 'stage';
  return wayOut(
    `Did you mean the ${what} \`${meant}\`?`,
    editOf(
      `Change ${word.raw} to ${meant} in line ${String(failing.instruction.line)}`,
      dockerfile,
      [replacement(word.span, meant)],
    ),
  );
}

function imageWord({ command }: FailingInstruction): Word | null {
  if (command.kind === 'from') return command.image;
  return command.kind === 'copy' ? command.from : null;
}
