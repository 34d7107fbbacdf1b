/**
 * Mounts that do harm where they are: BuildKit refuses one on `/`, and a cache or tmpfs on the working directory hides
 * the files there. A mount without a target is on the working directory.
 */
import { readRunMount } from './run-mounts.ts';
import { isAbsolute } from './paths.ts';
import { detachedOption } from '../syntax/dockerfile/commands/mount-hints.ts';
import { expandWord, readCommand } from '../syntax/dockerfile/index.ts';
import type { Dockerfile, Instruction, Mount } from '../syntax/dockerfile/model.ts';
import { errorAt, quoted } from '../syntax/dockerfile/problems.ts';
import type { Problem } from '../text/span.ts';
import type { InstructionView, StageView } from './model.ts';
import { absolutePath, contains } from './paths.ts';
import { stageChain } from './run-views.ts';

export interface TargetFault {
  readonly kind: 'refused' | 'hides';
  readonly mount: Mount;
  /** The target comes to nothing: it is not written, or its variables are not set. */
  readonly isEmpty: boolean;
  /** Where the mount is; null where the working directory of the image is not known. */
  readonly path: string | null;
  /** An option that a blank cuts off the flag; empty where there is none. */
  readonly detached: string;
}

interface RunPlace {
  readonly instruction: Instruction;
  readonly view: InstructionView;
  readonly stage: StageView;
}

/** What BuildKit refuses when it knows the working directory, as a syntax problem. */
export function mountTargetProblems(
  dockerfile: Dockerfile,
  stages: readonly StageView[],
): readonly Problem[] {
  return stages.flatMap((stage) =>
    stage.instructions.flatMap((view): readonly Problem[] => {
      const { command, instruction } = view;
      if (command.kind !== 'run' || command.mounts.length === 0) return [];
      if (hasErrors(instruction, dockerfile)) return [];
      return targetFaults(command.mounts, { instruction, view, stage }, dockerfile)
        .filter(({ kind }) => kind === 'refused')
        .map((fault) => errorAt(fault.mount.flag.span, 'mount-target', refusalMessage(fault)));
    }),
  );
}

/** Whether BuildKit refuses an instruction for what is written in it. */
export function hasErrors(instruction: Instruction, dockerfile: Dockerfile): boolean {
  if (instruction.flags.length === 0) return false;
  return readCommand(instruction, dockerfile).problems.some(({ severity }) => severity === 'error');
}

export function targetFaults(
  mounts: readonly Mount[],
  place: RunPlace,
  dockerfile: Dockerfile,
): readonly TargetFault[] {
  return mounts.flatMap((mount) => targetFault(mount, place, dockerfile) ?? []);
}

/** What a mount on the working directory does, and how to write it. `folder` is the one that was meant, if known. */
export function hidingMessage(fault: TargetFault, workdir: string, folder: string | null): string {
  const { mount, path, isEmpty } = fault;
  const where = path === null ? 'the working directory' : `the working directory ${workdir}`;
  const cause = isEmpty
    ? `This ${mount.type} mount ${emptyReason(mount)}, so it`
    : `The ${mount.type} mount at ${quoted(mount.options['target'] ?? '')}`;
  return `${cause} hides the files in ${where} during this step. ${advice(fault, folder)}`;
}

function targetFault(
  mount: Mount,
  { instruction, view, stage }: RunPlace,
  dockerfile: Dockerfile,
): TargetFault | null {
  // Of a type that comes from a variable nothing is known.
  if (!/^(?:bind|cache|tmpfs)$/.test(mount.type) || mount.options['type']?.includes('$'))
    return null;
  const { escape } = dockerfile;
  const lookup = (name: string): string | undefined => view.environment.get(name)?.value;
  const written = mount.options['target'] ?? '';
  const { target } = readRunMount(mount, (raw) => expandWord(raw, { escape, lookup }).value);
  const { unset } = expandWord(written, { escape, lookup });
  const facts = chainFacts(stage);
  if (unset.length > 0 && !isUnsetForSure(unset, facts)) return null;
  const path = absolutePath(target, view.workdir);
  const isPlaced = isAbsolute(target) || workdirIsKnown(view, facts);
  const isLast = instruction.flags.at(-1) === mount.flag;
  const base = {
    mount,
    isEmpty: target === '',
    path: isPlaced ? path : null,
    detached: isLast ? detachedOption(instruction.body) : '',
  };
  if (isPlaced && path === '/') return { kind: 'refused', ...base };
  if (mount.type === 'bind' || !contains(path, view.workdir)) return null;
  return isPlaced || target === '' || target === '.' ? { kind: 'hides', ...base } : null;
}

/** Official images whose working directory is `/`. */
const ROOT_WORKDIR =
  /^(?:(?:docker\.io|public\.ecr\.aws\/docker)\/)?(?:library\/)?(?:python|pypy|debian|ubuntu|alpine|fedora|rockylinux|almalinux|amazonlinux|busybox|buildpack-deps|node|ruby|rust|gcc|scratch)(?:[:@]|$)/;

interface ChainFacts {
  /** Lines of the first WORKDIR, and of the first one with an absolute path. */
  readonly firstMove: number;
  readonly firstKnownMove: number;
  readonly hasKnownBase: boolean;
  /** Names that an ARG declares. */
  readonly declared: ReadonlySet<string>;
}

const knownFacts = new WeakMap<StageView, ChainFacts>();

/** Of a stage and the stages that it is built from, which all stand above it. */
function chainFacts(stage: StageView): ChainFacts {
  const known = knownFacts.get(stage);
  if (known !== undefined) return known;
  const chain = stageChain(stage);
  let firstMove = Infinity;
  let firstKnownMove = Infinity;
  const declared = new Set<string>();
  for (const { instruction, command } of chain.flatMap(({ instructions }) => instructions)) {
    if (command.kind === 'arg') for (const { key } of command.pairs) declared.add(key.raw);
    if (command.kind !== 'workdir') continue;
    firstMove = Math.min(firstMove, instruction.line);
    if (isAbsolute(command.value.raw)) firstKnownMove = Math.min(firstKnownMove, instruction.line);
  }
  const base = chain.at(-1)?.from.body.text.split(/\s/, 1)[0] ?? '';
  const facts = { firstMove, firstKnownMove, hasKnownBase: ROOT_WORKDIR.test(base), declared };
  knownFacts.set(stage, facts);
  return facts;
}

function workdirIsKnown({ workdir, instruction }: InstructionView, facts: ChainFacts): boolean {
  if (facts.hasKnownBase || facts.firstKnownMove < instruction.line) return true;
  // Without a WORKDIR, any other folder is what is known of the image.
  return facts.firstMove > instruction.line && workdir !== '/';
}

/** A variable can come from an image that is not known, or with `--build-arg`. */
function isUnsetForSure(names: readonly string[], facts: ChainFacts): boolean {
  return facts.hasKnownBase && !names.some((name) => facts.declared.has(name));
}

function refusalMessage(fault: TargetFault): string {
  const { mount, isEmpty } = fault;
  const target = mount.options['target'] ?? '';
  const refusal = 'BuildKit refuses it: invalid mount target "/".';
  if (isEmpty)
    return `This mount ${emptyReason(mount)}, so it would be on the working directory /. ${refusal} ${advice(fault, null)}`;
  const cause = isAbsolute(target)
    ? `${quoted(`target=${target}`)} is the root of the image, which the mount would hide, so the step cannot start.`
    : `${quoted(`target=${target}`)} leads to /, the root of the image. ${refusal}`;
  return `${cause} ${advice(fault, null)}`;
}

function emptyReason({ options }: Mount): string {
  const target = options['target'] ?? '';
  return target === '' ? 'has no target' : `has an empty target (${quoted(target)})`;
}

function advice({ detached, isEmpty }: TargetFault, folder: string | null): string {
  if (isEmpty && detached !== '')
    return `Write a comma instead of the blank before ${quoted(detached)}.`;
  if (folder !== null) return `Write ${quoted(`target=${folder}`)}.`;
  return isEmpty ? 'Add `target=` with a folder of its own.' : 'Name a folder of its own.';
}
