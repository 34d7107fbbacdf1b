/** The stages of the file as the build sees them: names and platforms expanded, `--from` linked, the target found. */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Dockerfile, Word } from '../syntax/dockerfile/model.ts';
import { complainOfWords, reportAt, type Conversion } from './conversion.ts';
import { missingArguments, namedContext } from './convert-from.ts';
import { parsePlatform } from '../build-model/platforms.ts';
import type { StageSource } from '../build-model/split-stages.ts';
import { addStage, implicitStage, linkCommand, makesStep, type Stage } from './stages.ts';

export function declareStage(
  conversion: Conversion,
  source: StageSource,
  index: number,
  escape: '\\' | '`',
): void {
  const { command } = source;
  const lookup = (name: string): string | undefined => conversion.scope.globals.get(name);
  const { before034 } = conversion.budget;
  const complain = complainOfWords(conversion);
  const expand = (word: Word): string => {
    const { value, problems } = expandWord(word.raw, { escape, lookup, before034 });
    for (const problem of problems) complain(word, problem);
    return value;
  };
  const baseName = expand(command.image);
  if (baseName === '') {
    const message =
      missingArguments(source, conversion.scope.globals) ??
      `\`${command.image.raw}\` is empty: name an image.`;
    reportAt(conversion, command.image.span, 'empty-base', message);
  }
  const platform = command.platform === null ? null : parsePlatform(expand(command.platform));
  if (command.platform !== null && platform === null) {
    const message = `\`${command.platform.raw}\` is no platform such as \`linux/arm64\`.`;
    reportAt(conversion, command.platform.span, 'platform', message);
  }
  const name = command.name?.raw.toLowerCase() ?? '';
  const override = name === '' ? null : namedContext(conversion, name, platform);
  const { noCache, noCacheFilter } = conversion.options;
  const filter = (noCacheFilter ?? []).map((entry) => entry.toLowerCase());
  const stage: Stage = {
    ...implicitStage(baseName),
    index,
    source,
    name,
    shownName: name === '' ? `stage-${index}` : name,
    platform,
    override,
    ignoreCache: noCache === true || (name !== '' && filter.includes(name)),
  };
  addStage(conversion.stages, stage);
  if (override !== null) return;
  const own = source.body.filter(({ command: below }) => makesStep(below)).length;
  stage.total = own + (baseName === 'scratch' || stage.parent !== null ? 0 : 1);
}

/** Stages are linked in the order of the file, after all of them are known: `--from` may name any of them. */
export function linkCommands(conversion: Conversion, dockerfile: Dockerfile): void {
  const { stages } = conversion;
  const complain = complainOfWords(conversion);
  for (const stage of [...stages.all]) {
    stage.commands = (stage.source?.body ?? []).map((placed) => {
      const { instruction, command, escape, line } = placed;
      const own = { instruction, command, escape, line, dockerfile, onbuild: false };
      return linkCommand(stages, stage, own, complain);
    });
  }
  const circle = stageInCircle(stages.all);
  if (circle !== null) {
    const message = `Stage \`${circle.shownName}\` needs itself, by way of \`--from\`.`;
    reportAt(conversion, circle.source?.from.span ?? { start: 0, end: 0 }, 'circular', message);
  }
  const [only, ...others] = stages.all;
  if (only !== undefined && others.length === 0) only.shownName = '';
}

/** A stage that comes back to itself by way of what its steps take from others; what FROM names does not count. */
function stageInCircle(stages: readonly Stage[]): Stage | null {
  const finished = new Set<Stage>();
  const open = new Set<Stage>();
  for (const start of stages) {
    if (finished.has(start)) continue;
    open.add(start);
    const path = [{ stage: start, needs: [...start.needs] }];
    open.add(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.needs.pop();
      if (next === undefined) {
        finished.add(top.stage);
        open.delete(top.stage);
        path.pop();
      } else if (open.has(next)) {
        return next;
      } else if (!finished.has(next)) {
        open.add(next);
        path.push({ stage: next, needs: [...next.needs] });
      }
    }
  }
  return null;
}

export function findTarget(conversion: Conversion, dockerfile: Dockerfile): Stage | null {
  const { target } = conversion.options;
  const { all, byName } = conversion.stages;
  if (all.length === 0) {
    reportAt(
      conversion,
      { start: 0, end: 0 },
      'no-stage',
      'There is no FROM, so there is nothing to build.',
    );
    return null;
  }
  if (target === undefined || target === '') return all.at(-1) ?? null;
  const found = byName.get(target.toLowerCase());
  if (found !== undefined) return found;
  const names = [...byName.keys()].join(', ');
  const message = `No stage is named \`${target}\`${names === '' ? '' : `; there is ${names}`}.`;
  reportAt(conversion, dockerfile.instructions[0]?.span ?? { start: 0, end: 0 }, 'target', message);
  return null;
}
