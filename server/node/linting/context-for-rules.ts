/** What the rules of `check` and `fix` go by: without a wish to ask about images the same on every machine. */
import { buildModel } from '../../core/build-model/build-model.ts';
import type { RuleContext } from '../../core/lint/lint.ts';
import type { SeenImages } from '../../core/images/image-facts.ts';
import type { DecodedDocument, KnownKind } from '../../core/documents/index.ts';
import { relativePath } from '../files/index.ts';
import type { Project } from '../project/index.ts';
import type { CacheUser, Rule } from '../../core/lint/model.ts';
import type { RuleSettings } from './check-document.ts';
import type { RunProblem } from './problems.ts';
import { imagesToAskAbout, type AskedImages } from './seen-images.ts';

export interface ImagesForRules {
  /** Sentences about what could not be asked, each only once. */
  readonly learn: (references: readonly string[]) => Promise<readonly string[]>;
  readonly current: () => { readonly images: SeenImages; readonly key: string };
}

/** What of a run decides on its rules: it counts before the configuration of a file. */
export interface RulesOfRun {
  /** Rules that do not run. */
  readonly off?: readonly string[];
  /** Rules that run although a configuration switches them off, with their own severity. */
  readonly on?: readonly string[];
  /** The rules that run; all of them where it is absent. */
  readonly ruleSet?: readonly Rule[];
  /** Tells of base images; absent where nobody may be asked. */
  readonly images?: ImagesForRules;
}

export interface DocumentInRun {
  readonly file: string;
  readonly kind: KnownKind;
  readonly document: DecodedDocument;
  readonly project: Pick<Project, 'buildFiles' | 'cacheUsers' | 'settingsOf'>;
  /** Names of files are relative to it. */
  readonly cwd: string;
}

export async function contextForRules(
  { off = [], on = [], ruleSet, images }: RulesOfRun,
  { file, kind, document, project, cwd }: DocumentInRun,
  problems: RunProblem[],
): Promise<RuleContext> {
  const { text, problem } = document;
  const settings = project.settingsOf(file);
  const given = {
    file,
    ...settings,
    ruleSettings: {
      ...withoutOff(settings?.ruleSettings ?? {}, on),
      ...Object.fromEntries(off.map((id) => [id, 'off' as const])),
    },
    ...(ruleSet ? { rules: ruleSet } : {}),
  };
  if (kind.id !== 'dockerfile' || problem !== null) return given;
  const neighbours = neighboursOf(await project.cacheUsers(), file, cwd);
  const build = await project.buildFiles(file);
  if (images === undefined) return { ...given, neighbours, build };
  const { stages } = buildModel({ text });
  const unsaid = await images.learn(imagesToAskAbout(stages));
  problems.push(...unsaid.map((message) => ({ message, isNamed: false })));
  const { images: seen, key } = images.current();
  return { ...given, neighbours, build, images: seen, imagesKey: key };
}

function withoutOff(settings: RuleSettings, on: readonly string[]): RuleSettings {
  const kept = Object.entries(settings).filter(
    ([id, severity]) => severity !== 'off' || !on.includes(id),
  );
  return Object.fromEntries(kept);
}

export function imagesOf(images: AskedImages): ImagesForRules {
  const said = new Set<string>();
  return {
    current: images.current,
    learn: async (references) => {
      await images.remember();
      if (references.length === 0) return [];
      const { problem } = await images.ask({ who: 'registry', references });
      const { images: seen } = images.current();
      const unseen = references.filter((one) => seen(one, '') === null);
      const sentences =
        problem === null
          ? unseen.map(
              (one) =>
                `Neither docker nor a registry tells what ${one} is: check its name, or pull it.`,
            )
          : [`No image was asked about: ${problem}`];
      return sentences.filter((one) => !said.has(one) && said.add(one));
    },
  };
}

/** The users in other files than this one, by names relative to a folder. */
export function neighboursOf(
  users: readonly CacheUser[],
  file: string,
  base: string,
): readonly CacheUser[] {
  return namedFrom(base, users).filter((_, index) => users[index]?.file !== file);
}

/** Each user is a neighbour of all other files, so that names are made once and not for each of them. */
function namedFrom(base: string, users: readonly CacheUser[]): readonly CacheUser[] {
  const known = named.get(users);
  if (known?.base === base) return known.users;
  const made = users.map((user) => ({
    ...user,
    file: user.file === null ? null : relativePath(base, user.file),
  }));
  named.set(users, { base, users: made });
  return made;
}

const named = new WeakMap<
  readonly CacheUser[],
  { readonly base: string; readonly users: readonly CacheUser[] }
>();
