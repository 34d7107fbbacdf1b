/** The image does not have the program that a step calls. */
import { advice, editOf, lineAbove, lineWith, wayOut } from '../edits.ts';
import { installPackages, type Needed } from '../install-packages.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

/** `/bin/sh: 1: poetry: not found`, `bash: line 1: poetry: command not found`, `exec: "x": executable file not found`. */
const NOT_FOUND =
  /^(?:\S*sh: (?:(?:line )?\d+: )?)(\S+): (?:command )?not found|exec:? "([^"]+)": executable file not found|ERROR: Cannot find command '(\w+)'/;
/** Of a shell that does not find a command. */
const NO_COMMAND = 127;
const N_LAST = 10;

/** A script with `\r\n` asks for `bash\r`. */
const WINDOWS_LINES =
  /\\r': (?:command not found|No such file)|\$'\\r'|bad interpreter.*\^M|(?:bash|sh|python3?)\r/;

export const commandNotFound: FindCause = (scene) => {
  const windows = lineWith([...scene.output, scene.error], WINDOWS_LINES);
  if (windows !== null) return { kind: 'command-not-found', reason: windows, waysOut: [WINDOWS] };
  // A script can try a program, and go on without it.
  const last = scene.exitCode === NO_COMMAND ? scene.output : scene.output.slice(-N_LAST);
  const reason = lineWith([...last, scene.error], NOT_FOUND);
  const [, shell, exec, pip] = NOT_FOUND.exec(reason ?? '') ?? [];
  const command = shell ?? exec ?? pip;
  if (reason === null || command === undefined) return null;
  return { kind: 'command-not-found', reason, waysOut: [waysTo(scene, command)] };
};

const WINDOWS: SceneWayOut = advice(
  'The script has the line ends of Windows. Write `*.sh text eol=lf` into `.gitattributes`, and save the script with LF.',
);

/** On PyPI under the name of the program. */
const ON_PYPI = [
  'poetry',
  'uv',
  'pipenv',
  'pdm',
  'hatch',
  'tox',
  'nox',
  'gunicorn',
  'uvicorn',
  'pytest',
  'pre-commit',
];
/** Programs that distributions have under their own name. */
const PACKAGED = [
  'git',
  'curl',
  'wget',
  'unzip',
  'zip',
  'make',
  'patch',
  'rsync',
  'jq',
  'bash',
  'sudo',
  'gettext',
  'ssh',
];

function waysTo(scene: FailureScene, command: string): SceneWayOut {
  const needed = packagesOf(command);
  if (needed !== null) return installPackages(scene, needed);
  const { failing, dockerfile } = scene;
  const hasPip = failing !== null && failing.stage.image.python !== null;
  if (!ON_PYPI.includes(command) || !hasPip || dockerfile === null) {
    return advice(
      `The image has no \`${command}\`. Install it in a step above, or check PATH and the name.`,
    );
  }
  const line = `RUN pip install ${command}`;
  return wayOut(
    `The image has no \`${command}\`. Install it above, with a version where the build has to be the same later.`,
    editOf(`Add \`${line}\` above line ${String(failing.instruction.line)}`, dockerfile, [
      lineAbove(dockerfile, failing.instruction, line),
    ]),
  );
}

function packagesOf(command: string): Needed | null {
  if (command === 'pip' || command === 'pip3')
    return { what: 'pip', apt: ['python3-pip'], apk: ['py3-pip'] };
  if (command === 'ssh') return { what: 'ssh', apt: ['openssh-client'], apk: ['openssh-client'] };
  return PACKAGED.includes(command) ? { what: command, apt: [command], apk: [command] } : null;
}
