/**
 * The stages of a build and how they hang together: what FROM and `--from` mean, which stages the target needs, what
 * ONBUILD adds. Follows the first half of BuildKit's dockerfile2llb/convert.go, including the implicit stages that it
 * makes of an image in `COPY --from` and of every mount (they change how steps are named).
 */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Command, Dockerfile, Word } from '../syntax/dockerfile/model.ts';
import type { Operation } from './graph.ts';
import type { BaseImage } from '../images/model.ts';
import type { Platform } from '../build-model/platforms.ts';
import type { StageSource } from '../build-model/split-stages.ts';
import type { PlacedInstruction, StageState } from '../build-model/stage-state.ts';

export interface StageCommand extends PlacedInstruction {
  readonly dockerfile: Dockerfile;
  readonly onbuild: boolean;
  /** COPY: the stage behind `--from`. RUN: one for each mount. */
  readonly sources: readonly Stage[];
}

/** A stage of the file, or an implicit one; what is not readonly is filled in as the build is worked out. */
export interface Stage {
  /** Index in the file; -1 for an implicit stage. */
  readonly index: number;
  readonly source: StageSource | null;
  /** Lower case; empty without a name. */
  readonly name: string;
  /** In progress names; empty where the file has one stage and nothing implicit. */
  shownName: string;
  /** The image or stage behind FROM, expanded. */
  readonly baseName: string;
  parent: Stage | null;
  readonly platform: Platform | null;
  /** Value of the `--build-context` that stands in for this stage. */
  readonly override: NamedContext | null;
  commands: StageCommand[];
  readonly needs: Set<Stage>;
  total: number;
  /** Steps that have been named so far. */
  named: number;
  readonly ignoreCache: boolean;
  onbuildTaken: boolean;
  resolved: Resolved | null;
  /** After all instructions. */
  result: StageResult | null;
}

export interface NamedContext {
  /** As the builder shows it, with a platform where one was given: `base::linux/arm64`. */
  readonly name: string;
  readonly value: string;
}

/** What FROM turned out to be. */
export interface Resolved {
  readonly rootfs: Operation | null;
  readonly image: BaseImage | null;
  readonly platform: Platform;
}

export interface StageResult {
  readonly rootfs: Operation | null;
  readonly state: StageState;
  readonly platform: Platform;
}

export interface StageTable {
  /** In the order of the file, implicit ones behind. */
  readonly all: Stage[];
  readonly byName: Map<string, Stage>;
}

export function addStage(table: StageTable, stage: Stage): void {
  table.all.push(stage);
  // Names are kept in lower case but FROM is looked up as written, so that `FROM Base` is an image.
  stage.parent = stage.override === null ? (table.byName.get(stage.baseName) ?? null) : null;
  if (stage.name !== '') table.byName.set(stage.name, stage);
}

export function implicitStage(baseName: string): Stage {
  return {
    index: -1,
    source: null,
    name: '',
    shownName: '',
    baseName,
    parent: null,
    platform: null,
    override: null,
    commands: [],
    needs: new Set(),
    total: 0,
    named: 0,
    ignoreCache: false,
    onbuildTaken: false,
    resolved: null,
    result: null,
  };
}

/** The step as the stage runs it, with the stages that it takes something from. */
export function linkCommand(
  table: StageTable,
  stage: Stage,
  placed: PlacedInstruction & { readonly dockerfile: Dockerfile; readonly onbuild: boolean },
  complain: (word: Word, message: string) => void,
): StageCommand {
  const sources = commandSources(table, placed.command, complain);
  for (const source of sources) {
    stage.needs.add(source);
    if (source.index < 0 && !table.all.includes(source)) addStage(table, source);
  }
  const { instruction, command, escape, line, dockerfile, onbuild } = placed;
  return { instruction, command, escape, line, dockerfile, onbuild, sources };
}

export function makesStep(command: Command): boolean {
  return ['run', 'copy', 'add', 'workdir'].includes(command.kind);
}

/** The target and everything that it needs, in the order of the file. */
export function reachableStages(table: StageTable, target: Stage): ReadonlySet<Stage> {
  const reached = new Set([target]);
  const waiting = [target];
  for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) {
    for (const next of [...(stage.parent === null ? [] : [stage.parent]), ...stage.needs]) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return new Set(table.all.filter((stage) => reached.has(stage)));
}

function commandSources(
  table: StageTable,
  command: Command,
  complain: (word: Word, message: string) => void,
): readonly Stage[] {
  if (command.kind === 'run')
    return command.mounts.map((mount) => mountSource(table, mount.options['from'] ?? ''));
  if (command.kind !== 'copy' || command.from === null) return [];
  const from = command.from;
  const name = from.raw;
  if (name === '') return [];
  const expanded = expandWord(name, { escape: '\\', lookup: () => undefined });
  if (expanded.value !== name || expanded.problems.length > 0) {
    complain(
      from,
      `\`--from=${name}\` is taken literally; give the image a stage of its own with FROM`,
    );
  }
  if (!/^[+-]?\d{1,9}$/.test(name))
    return [table.byName.get(name.toLowerCase()) ?? implicitStage(name)];
  const byIndex = table.all[Number(name)];
  if (byIndex !== undefined) return [byIndex];
  complain(from, `there is no stage number ${name}`);
  return [implicitStage('scratch')];
}

/** Unlike COPY, a mount does not know stages by number. */
function mountSource(table: StageTable, from: string): Stage {
  const name = from === '' ? 'scratch' : from;
  return table.byName.get(name.toLowerCase()) ?? implicitStage(name);
}
