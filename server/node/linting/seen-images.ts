/**
 * What was seen of base images, for rules: recorded builds first, since they cost nothing; then, where that is wished
 * for, the engine's own copy with a look into its files; then the registry. Asked in the background, and remembered.
 */
import type { SeenImage, SeenImages } from '../../core/images/image-facts.ts';
import { completeImageName } from '../../core/images/known-images.ts';
import type { StageView } from '../../core/build-model/model.ts';
import type { BuildRecord } from '../../core/timing/index.ts';
import {
  lookIntoImage,
  readImage,
  readRegistryImage,
  REFERENCE,
  type DockerTool,
  type ImageCache,
} from '../docker/index.ts';

/** Who may be asked. */
export type AskImages = 'off' | 'engine' | 'registry';

export interface SeenImagesOptions {
  readonly cache: ImageCache;
  readonly records: () => Promise<readonly BuildRecord[]>;
  readonly now?: () => number;
}

export interface SeenImagesService {
  /** What is known now. Another function with another key once more is known. */
  readonly current: () => { readonly images: SeenImages; readonly key: string };
  /** Reads what recorded builds tell; no process runs. */
  readonly remember: () => Promise<void>;
  /** Asks about images that were not asked about lately. True where something new came of it. */
  readonly ask: (input: AskImagesInput) => Promise<boolean>;
}

/** As a workbench has it: it finds docker itself. */
export interface AskedImages extends Pick<SeenImagesService, 'current' | 'remember'> {
  /** True where something new came of it; a problem where docker may not or cannot run. */
  readonly ask: (input: {
    readonly who: Exclude<AskImages, 'off'>;
    readonly references: readonly string[];
    readonly signal?: AbortSignal;
  }) => Promise<{ readonly isNew: boolean; readonly problem: string | null }>;
}

export interface AskImagesInput {
  readonly docker: DockerTool;
  readonly who: Exclude<AskImages, 'off'>;
  /** Complete. */
  readonly references: readonly string[];
  readonly signal?: AbortSignal;
}

/** A tag can move, and a registry is far away. */
const ENGINE_BELIEVED_MILLISECONDS = 60_000;
const REGISTRY_BELIEVED_MILLISECONDS = 60 * 60_000;

export function createSeenImages({
  cache,
  records,
  now = Date.now,
}: SeenImagesOptions): SeenImagesService {
  let recorded: ReadonlyMap<string, SeenImage> = new Map();
  let recordedFrom = '';
  const asked = new Map<string, SeenImage>();
  /** When a reference is asked about again. */
  const until = new Map<string, number>();
  /** Files by the id of an image, which never change. */
  const files = new Map<string, NonNullable<SeenImage['files']>>();
  let stamp = 0;
  let images = lookup();

  function lookup(): SeenImages {
    const [own, last] = [new Map(asked), recorded];
    return (reference) => own.get(reference) ?? last.get(reference) ?? null;
  }

  function changed(): void {
    stamp++;
    images = lookup();
  }

  async function remember(): Promise<void> {
    const all = await records();
    const from = `${String(all.length)} ${all.at(-1)?.id ?? ''}`;
    if (from === recordedFrom) return;
    recordedFrom = from;
    const next = new Map<string, SeenImage>();
    for (const record of all)
      for (const [reference, image] of Object.entries(record.images))
        next.set(reference, { image: { ...image, source: 'last-build' }, files: null });
    const isSame = JSON.stringify([...next]) === JSON.stringify([...recorded]);
    recorded = next;
    if (!isSame) changed();
  }

  async function ask({ docker, who, references, signal }: AskImagesInput): Promise<boolean> {
    const due = [...new Set(references)].filter(
      (one) => REFERENCE.test(one) && (until.get(`${who} ${one}`) ?? 0) <= now(),
    );
    let isNew = false;
    for (const reference of due) {
      until.set(`${who} ${reference}`, now() + ENGINE_BELIEVED_MILLISECONDS);
      const common = { docker, ...(signal === undefined ? {} : { signal }) };
      let seen = await seenByEngine(common, reference);
      if (seen === null && who === 'registry') {
        const image = await readRegistryImage({ ...common, reference });
        seen = image && { image, files: null };
        if (seen !== null) until.set(`${who} ${reference}`, now() + REGISTRY_BELIEVED_MILLISECONDS);
      }
      if (signal?.aborted === true) until.delete(`${who} ${reference}`);
      else if (keep(reference, seen)) isNew = true;
    }
    if (isNew) changed();
    return isNew;
  }

  async function seenByEngine(
    common: { readonly docker: DockerTool; readonly signal?: AbortSignal },
    reference: string,
  ): Promise<SeenImage | null> {
    const local = await readImage({ ...common, cache }, reference);
    if (local === null) return null;
    const image = local.base;
    const known = files.get(local.id);
    const found = known ?? (await lookIntoImage({ ...common, reference: local.id, image }));
    if (found !== null) files.set(local.id, found);
    return { image, files: found };
  }

  /** What nobody has any more was seen all the same. */
  function keep(reference: string, seen: SeenImage | null): boolean {
    const before = asked.get(reference);
    if (seen === null) return false;
    asked.set(reference, seen);
    return before === undefined || textOf(before) !== textOf(seen);
  }

  return { current: () => ({ images, key: String(stamp) }), remember, ask };
}

function textOf({ image, files }: SeenImage): string {
  return JSON.stringify([image, files && [...files]]);
}

/** The images that the stages of a Dockerfile stand on, as complete references; not those whose names tell everything. */
export function imagesToAskAbout(stages: readonly StageView[]): readonly string[] {
  const names = stages
    .map(({ image }) => image)
    .filter(({ name, knowledge }) => name !== 'scratch' && knowledge !== 'official')
    .map(({ name }) => name);
  return [...new Set(names.map(completeImageName))].filter((name) => REFERENCE.test(name));
}
