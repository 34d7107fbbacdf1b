/**
 * The images that scenarios and random builds start from, as an engine is told to make them and as a plan is told that
 * they are. `busybox:latest` stands for the first one in a scenario, whatever the image is called that is really built.
 */
import type { BaseImage, ImageLookup } from '../../../server/core/images/model.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const plain: BaseImage = {
  digest: null,
  env: [PATH],
  workdir: '',
  user: '',
  shell: null,
  onbuild: [],
  source: 'assumed',
};

/** By tag. */
export const BASE_IMAGES: Readonly<Record<string, BaseImage>> = {
  latest: plain,
  settings: { ...plain, env: [PATH, 'A=image', 'KIND=settings'], workdir: '/settings' },
  onbuild: { ...plain, onbuild: ['ARG ONCE V=later', 'RUN echo $V >/made/later'] },
};

/**
 * Each image has layers of its own: BuildKit would take one for another that differs in its settings only. The argument
 * ONCE is there to be given a word that no other build has.
 */
export function baseDockerfile(run: string): string {
  return `FROM busybox:latest AS latest
ENV ${PATH}
RUN mkdir /made && echo ${run} >/base && echo app:x:1000:7::/:/bin/sh >>/etc/passwd && echo app:x:7: >>/etc/group
FROM latest AS settings
ENV A=image KIND=settings
WORKDIR /settings
FROM latest AS onbuild
RUN echo ${run} >/onbuild
ONBUILD ARG ONCE V=later
ONBUILD RUN echo $V >/made/later
`;
}

/** A build that has every image in the cache afterwards, as if it had been used before. */
export const WARM_UP = Object.keys(BASE_IMAGES)
  .map((tag) => `FROM busybox:${tag} AS ${tag}\nRUN echo @nonce@\n`)
  .concat(
    'FROM scratch\n',
    Object.keys(BASE_IMAGES).map((tag) => `COPY --from=${tag} /base /@nonce@/${tag}\n`),
  )
  .join('');

export const assumedImages: ImageLookup = (reference) => {
  const tag = /busybox:(\w+)$/.exec(reference)?.[1] ?? '';
  return Object.hasOwn(BASE_IMAGES, tag) ? BASE_IMAGES[tag]! : plain;
};
