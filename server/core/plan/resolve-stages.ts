/** What the stages start from, and what ONBUILD adds to them (dockerfile2llb/convert.go resolveStages). */
import { parseDockerfile, readCommand } from '../syntax/dockerfile/index.ts';
import type { Dockerfile, Instruction } from '../syntax/dockerfile/model.ts';
import { complainOfWords, reportAt, type Conversion } from './conversion.ts';
import { resolveStage, type StagePlace } from './convert-from.ts';
import { linkCommand, reachableStages, type Stage } from './stages.ts';

/** Triggers can need further stages, so this goes round until there is nothing new. */
export function resolveStages(
  conversion: Conversion,
  dockerfile: Dockerfile,
  target: Stage,
): ReadonlySet<Stage> {
  const { stages } = conversion;
  for (;;) {
    const reachable = reachableStages(stages, target);
    const places = stagePlaces(conversion, dockerfile);
    for (const stage of stages.all) {
      const pending = stage.parent === null && stage.resolved === null && stage.result === null;
      const place = places.get(stage);
      if (!pending || place === undefined) continue;
      if (reachable.has(stage)) resolveStage(conversion, stage, place);
      // BuildKit names the FROM of a stage that it does not need yet, which uses up a number.
      else if (stage.baseName !== 'scratch' && stage.total > 0) stage.named++;
    }
    let grown = false;
    for (const stage of reachable) grown = takeTriggers(conversion, dockerfile, stage) || grown;
    if (!grown) return reachable;
  }
}

/** Puts the triggers of what a stage is built from in front of its own instructions. */
function takeTriggers(conversion: Conversion, dockerfile: Dockerfile, stage: Stage): boolean {
  if (stage.onbuildTaken || stage.source === null || stage.override !== null) return false;
  stage.onbuildTaken = true;
  const before = stage.needs.size;
  const triggers =
    stage.parent === null
      ? imageTriggers(conversion, stage, stage.source.from)
      : stageTriggers(stage.parent, dockerfile);
  const commands = triggers.map((trigger) => {
    const read = readCommand(trigger.instruction, trigger.dockerfile);
    conversion.problems.push(...(trigger.dockerfile === dockerfile ? read.problems : []));
    const placed = {
      ...trigger,
      command: read.value,
      escape: trigger.dockerfile.escape,
      onbuild: true,
    };
    return linkCommand(conversion.stages, stage, placed, complainOfWords(conversion));
  });
  stage.commands = [...commands, ...stage.commands];
  // Every trigger counts, whether it makes a step or not.
  stage.total += commands.length;
  return stage.needs.size > before;
}

interface Trigger {
  readonly instruction: Instruction;
  readonly dockerfile: Dockerfile;
  readonly line: number | null;
}

function stageTriggers(parent: Stage, dockerfile: Dockerfile): readonly Trigger[] {
  return parent.commands.flatMap(({ command, line }): readonly Trigger[] => {
    return command.kind === 'onbuild' ? [{ instruction: command.trigger, dockerfile, line }] : [];
  });
}

function imageTriggers(
  conversion: Conversion,
  stage: Stage,
  from: Instruction,
): readonly Trigger[] {
  return (stage.resolved?.image?.onbuild ?? []).flatMap((text): readonly Trigger[] => {
    const { value } = parseDockerfile(text);
    const [instruction, ...more] = value.instructions;
    if (instruction !== undefined && more.length === 0)
      return [{ instruction, dockerfile: value, line: null }];
    reportAt(
      conversion,
      from.span,
      'onbuild',
      `The image's ONBUILD \`${text}\` is not one instruction.`,
    );
    return [];
  });
}

/** Where each stage begins; an implicit one begins at the step that names its image. */
function stagePlaces(
  conversion: Conversion,
  dockerfile: Dockerfile,
): ReadonlyMap<Stage, StagePlace> {
  const places = new Map<Stage, StagePlace>();
  const place = (index: number, at: Instruction, text: string): StagePlace => {
    return { stage: index, text, span: at.span, line: at.line, endLine: at.endLine };
  };
  for (const stage of conversion.stages.all) {
    const { source } = stage;
    if (source === null) continue;
    places.set(stage, place(stage.index, source.from, source.from.logical.text));
    for (const command of stage.commands) {
      const at =
        command.dockerfile === dockerfile && !command.onbuild ? command.instruction : source.from;
      for (const needed of command.sources) {
        if (needed.source === null)
          places.set(needed, place(stage.index, at, `FROM ${needed.baseName}`));
      }
    }
  }
  return places;
}
