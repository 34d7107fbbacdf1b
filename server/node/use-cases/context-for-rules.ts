/** What the rules of `check` and `fix` go by: without a wish to ask about images the same on every machine. */
import { analyze, type RuleContext } from '../../core/analyze.ts';
import type { SeenImages } from '../../core/images/image-facts.ts';
import type { DecodedDocument, KnownKind } from '../../core/documents/index.ts';
import type { RuleSettings } from './check-document.ts';
import type { RunProblem } from './problems.ts';
import { imagesToAskAbout } from './seen-images.ts';
import type { SeenImagesOfWorkbench } from './workbench.ts';

export interface ImagesForRules {
  /** Sentences about what could not be asked, each only once. */
  readonly learn: (references: readonly string[]) => Promise<readonly string[]>;
  readonly current: () => { readonly images: SeenImages; readonly key: string };
}

interface RulesOfRun {
  readonly ruleSettings?: RuleSettings;
  readonly images?: ImagesForRules;
}

export async function contextForRules(
  { ruleSettings = {}, images }: RulesOfRun,
  kind: KnownKind,
  { text, problem }: DecodedDocument,
  problems: RunProblem[],
): Promise<RuleContext> {
  if (images === undefined || kind.id !== 'dockerfile' || problem !== null) return { ruleSettings };
  const { stages } = analyze({ text, rules: [] });
  const unsaid = await images.learn(imagesToAskAbout(stages));
  problems.push(...unsaid.map((message) => ({ message, isNamed: false })));
  return { ruleSettings, ...images.current() };
}

export function imagesOf(images: SeenImagesOfWorkbench): ImagesForRules {
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
