/**
 * All that is known of a base image: what somebody saw of it (a recorded build, an engine, a registry), and for the rest
 * what its name says.
 */
import {
  fileSettings,
  settingsFiles,
  type FileSetting,
  type SettingsPlace,
} from '../package-managers/index.ts';
import { imageVariables } from './image-variables.ts';
import { parseReference } from './references.ts';
import type { BaseImage, UserIds } from './model.ts';
import { completeImageName, knownImage } from './known-images.ts';
import { readPasswd } from './passwd.ts';
import { pythonOfName, systemOfOsRelease, type ImageSystem } from './system.ts';

/** What somebody saw of an image. */
export interface SeenImage {
  readonly image: BaseImage;
  /** Texts by absolute path, as far as they exist; null where nobody looked into the image. */
  readonly files: ReadonlyMap<string, string> | null;
}

/** Null where nobody saw the image. References are complete: `docker.io/library/python:latest`. */
export type SeenImages = (reference: string, platform: string) => SeenImage | null;

export interface ImageFacts {
  readonly image: BaseImage | null;
  readonly accounts: ReadonlyMap<string, UserIds>;
  /** Alpine's busybox makes users with other options than Debian and Red Hat; null where it is not known. */
  readonly makesUsersWith: 'useradd' | 'adduser' | null;
  /**
   * `seen`: somebody looked at its configuration and into its files. `configured`: only its configuration is known,
   * from a recorded build or a registry. `official`: an image of a language or a distribution, which runs as root and
   * sets nothing that matters but what the table has. `table`: an image of somebody else that the table of known images has, with a user of
   * its own. `unknown`: its user, environment and settings could be anything.
   */
  readonly knowledge: 'seen' | 'configured' | 'official' | 'table' | 'unknown';
  readonly system: ImageSystem | null;
  /** `3.11`; null where it is not known. */
  readonly python: string | null;
  readonly hasCompiler: boolean;
  readonly settings: readonly FileSetting[];
}

const NOTHING: ImageFacts = {
  image: null,
  accounts: new Map(),
  makesUsersWith: null,
  knowledge: 'unknown',
  system: null,
  python: null,
  hasCompiler: false,
  settings: [],
};

const PASSWD = '/etc/passwd';
const OS_RELEASE = '/etc/os-release';

/** The files that tell who uses an image and which system it is. */
export const SYSTEM_FILES: readonly string[] = [PASSWD, OS_RELEASE];

export function imageFacts(base: string, images: SeenImages, platform: string): ImageFacts {
  if (base === 'scratch') return { ...NOTHING, knowledge: 'seen' };
  const named = factsOfName(base);
  const seen = images(completeImageName(base), platform);
  if (seen === null) return named;
  const { image, files } = seen;
  const common = { ...named, image, python: pythonOf(image) ?? named.python };
  if (files === null)
    return { ...common, knowledge: named.knowledge === 'official' ? 'official' : 'configured' };
  const system = systemOfOsRelease(files.get(OS_RELEASE) ?? '');
  return {
    ...common,
    accounts: readPasswd(files.get(PASSWD) ?? ''),
    knowledge: 'seen',
    system,
    makesUsersWith: system === null ? null : system.library === 'musl' ? 'adduser' : 'useradd',
    settings: fileSettings(files, placeOf(seen)),
  };
}

/** Where the settings of package managers can be; `files` has at least the system's files. */
export function settingsFilesOf(seen: SeenImage): readonly string[] {
  return settingsFiles(placeOf(seen));
}

function placeOf({ image, files }: SeenImage): SettingsPlace {
  const variables = imageVariables(image.env);
  const variable = (name: string): string | undefined => variables.get(name);
  const accounts = readPasswd(files?.get(PASSWD) ?? '');
  const name = image.user.split(':', 1)[0] ?? '';
  const isNumber = /^\d+$/.test(name);
  const account = isNumber
    ? [...accounts.values()].find(({ uid }) => uid === Number(name))
    : accounts.get(name);
  const homes = ['/root', account?.home, variable('HOME')].flatMap((home) =>
    home?.startsWith('/') === true ? [home] : [],
  );
  return { variable, homes: [...new Set(homes)] };
}

function factsOfName(base: string): ImageFacts {
  const found = factsByName.get(base);
  if (found !== undefined) return found;
  // Names that are being typed are not kept for ever.
  if (factsByName.size >= MOST_NAMES) factsByName.clear();
  const facts = readName(base);
  factsByName.set(base, facts);
  return facts;
}

/** A repository has many Dockerfiles and few base images. */
const factsByName = new Map<string, ImageFacts>();
const MOST_NAMES = 500;

function readName(base: string): ImageFacts {
  const known = knownImage(base);
  if (known === null) {
    // A copy of an official image often keeps its name.
    const reference = parseReference(base);
    return reference === null ? NOTHING : { ...NOTHING, python: pythonOfName(reference, null) };
  }
  const { image, accounts, makesUsersWith, system, python, hasCompiler } = known;
  // Of the official images, the table has all variables that matter.
  const isPlain =
    image.user === '' && (image.env.length === 0 || completeImageName(base).includes('/library/'));
  const knowledge = isPlain ? 'official' : 'table';
  return {
    ...NOTHING,
    ...{ image, accounts, makesUsersWith, knowledge, system, python, hasCompiler },
  };
}

/** The official images have it in their environment. */
function pythonOf({ env }: BaseImage): string | null {
  const version = env.find((one) => one.startsWith('PYTHON_VERSION='));
  return /=(\d+\.\d+)/.exec(version ?? '')?.[1] ?? null;
}
