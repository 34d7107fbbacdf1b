/** A file that an instruction or a command names does not exist in the build context, or the ignore file leaves it out. */
import { didYouMean, nearestName } from '../../text/suggest.ts';
import type { Word } from '../../syntax/dockerfile/model.ts';
import { advice, editOf, lineAbove, lineWith, replacement, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

export const missingFile: FindCause = (scene) => ofInstruction(scene) ?? ofRequirements(scene);

/** `failed to calculate checksum of ref …: "/reqs.txt": not found`, `lstat /app/gone.py: no such file or directory`. */
const NOT_FOUND = /"([^"]+)": not found|(?:lstat|stat|open) (\S+): no such file or directory/;

const ofInstruction: FindCause = (scene) => {
  const match = NOT_FOUND.exec(scene.error);
  if (match === null) return null;
  const path = (match[1] ?? match[2] ?? '').replace(/^\//, '');
  const { failing } = scene;
  const isCopy = failing?.command.kind === 'copy' || failing?.command.kind === 'add';
  const from = failing?.command.kind === 'copy' ? failing.command.from : null;
  const reason = `${from === null ? 'The build context' : `\`${from.raw}\``} has no ${path}.`;
  if (from !== null || !isCopy || scene.context === null) {
    return {
      kind: 'missing-file',
      reason,
      waysOut: [advice('Check the path: it counts from the root of what it is copied from.')],
    };
  }
  return { kind: 'missing-file', reason, waysOut: waysToFile(scene, path) };
};

function waysToFile(scene: FailureScene, path: string): readonly SceneWayOut[] {
  const { context } = scene;
  if (context === null) return [];
  const { ignoreFile, ignored } = context;
  if (
    ignoreFile !== null &&
    (ignored.includes(path) || ignored.some((one) => one.startsWith(`${path}/`)))
  ) {
    return [unignored(ignoreFile, path)];
  }
  const near = nearFile(context.files, path);
  if (near === null) {
    return [
      advice(
        `Sources of \`COPY\` count from the build context. Add ${path} to it, or build with another context.`,
      ),
    ];
  }
  return [wayOut(`The build context has \`${near}\`.`, otherSource(scene, path, near))];
}

function unignored(
  ignoreFile: { readonly file: string; readonly text: string },
  path: string,
): SceneWayOut {
  const { file, text } = ignoreFile;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const isEnded = text === '' || text.endsWith('\n');
  const end = text.length;
  return wayOut(
    `The file exists, and ${file} leaves it out. Make an exception for it.`,
    editOf(`Add !${path} to ${file}`, ignoreFile, [
      replacement({ start: end, end }, `${isEnded ? '' : lineEnd}!${path}${lineEnd}`),
    ]),
  );
}

/** The same name in another folder, or a slip in the name. */
function nearFile(files: readonly string[], path: string): string | null {
  const name = baseOf(path);
  const folder = path.slice(0, path.length - name.length);
  const beside = files.filter(
    (file) => file.startsWith(folder) && !file.slice(folder.length).includes('/'),
  );
  const slip = nearestName(name, beside.map(baseOf));
  if (slip !== null) return `${folder}${slip}`;
  const elsewhere = files.filter((file) => baseOf(file) === name);
  return elsewhere.length === 1 ? (elsewhere[0] ?? null) : null;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function otherSource({ failing, dockerfile }: FailureScene, path: string, near: string) {
  if (failing === null || dockerfile === null) return null;
  const { command } = failing;
  if (command.kind !== 'copy' && command.kind !== 'add') return null;
  const plain = (word: Word): string => word.raw.replace(/^(?:\.?\/)+/, '');
  const word = command.sources.find((one) => plain(one) === path);
  if (word === undefined) return null;
  const title = `Change ${word.raw} to ${near} in line ${String(failing.instruction.line)}`;
  return editOf(title, dockerfile, [replacement(word.span, near)]);
}

/** pip: `ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'requirements.txt'` */
const REQUIREMENTS = /Could not open requirements file: .*: ['"]([^'"]+)['"]/;

const ofRequirements: FindCause = (scene) => {
  const reason = lineWith(scene.output, REQUIREMENTS);
  const path = REQUIREMENTS.exec(reason ?? '')?.[1];
  if (reason === null || path === undefined) return null;
  const { context, failing, dockerfile } = scene;
  const name = baseOf(path);
  const files = context?.files ?? [];
  const source = files.includes(path) ? path : files.find((file) => baseOf(file) === name);
  if (source === undefined || failing === null || dockerfile === null) {
    const hint = didYouMean(name, files.map(baseOf));
    return {
      kind: 'missing-file',
      reason,
      waysOut: [advice(`No step above has copied ${path} into the image.${hint}`)],
    };
  }
  const line = `COPY ${source} ${path}`;
  const isBeside = failing.stage.instructions.some(
    ({ command }) => command.kind === 'copy' && command.sources.some(({ raw }) => raw === source),
  );
  if (isBeside)
    return {
      kind: 'missing-file',
      reason,
      waysOut: [
        advice(
          `A step above copies ${source}, but to another folder than the one in which \`RUN\` runs. Compare WORKDIR and the destination.`,
        ),
      ],
    };
  return {
    kind: 'missing-file',
    reason,
    waysOut: [
      wayOut(
        `The build context has ${source}, and no step above copies it.`,
        editOf(`Add \`${line}\` above line ${String(failing.instruction.line)}`, dockerfile, [
          lineAbove(dockerfile, failing.instruction, line),
        ]),
      ),
    ],
  };
};
