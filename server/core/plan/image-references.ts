/** The images that a build asks about, so that they can be looked up before it is planned. */
import type { Dockerfile } from '../syntax/dockerfile/model.ts';
import type { ImageLookup } from '../images/model.ts';
import type { BuildOptions, Engine } from './model.ts';
import { planBuild } from './plan-build.ts';

/**
 * Complete references such as `docker.io/library/python:3.8`, as the planner will ask for them. What is known already
 * counts: an image can bring triggers that name further images.
 */
export function imageReferences(
  dockerfile: Dockerfile,
  options: BuildOptions,
  engine: Engine,
  known: ImageLookup = () => null,
): readonly string[] {
  const asked = new Set<string>();
  planBuild(dockerfile, options, engine, (reference, platform) => {
    asked.add(reference);
    return known(reference, platform);
  });
  return [...asked];
}
