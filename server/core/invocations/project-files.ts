/**
 * Which files of its folder a command cannot do without: `poetry install` reads pyproject.toml, `npm ci` package.json.
 * They say which folder a context is where the copies do not. A list of names, from the manuals of these programs; what
 * a command does with the files is the package managers' matter.
 */

interface ProjectCommand {
  /** First words of the command; of the first its file name counts. */
  readonly words: readonly string[];
  /** One of these is in the folder. */
  readonly anyOf: readonly string[];
}

const PROJECT_COMMANDS: readonly ProjectCommand[] = [
  { words: ['poetry', 'install'], anyOf: ['pyproject.toml'] },
  { words: ['poetry', 'export'], anyOf: ['pyproject.toml'] },
  { words: ['uv', 'sync'], anyOf: ['pyproject.toml'] },
  { words: ['pdm', 'install'], anyOf: ['pyproject.toml'] },
  { words: ['pdm', 'sync'], anyOf: ['pyproject.toml'] },
  { words: ['pipenv', 'install'], anyOf: ['Pipfile'] },
  { words: ['pipenv', 'sync'], anyOf: ['Pipfile.lock', 'Pipfile'] },
  { words: ['npm', 'ci'], anyOf: ['package.json'] },
  { words: ['npm', 'install'], anyOf: ['package.json'] },
  { words: ['npm', 'run'], anyOf: ['package.json'] },
  { words: ['yarn', 'install'], anyOf: ['package.json'] },
  { words: ['pnpm', 'install'], anyOf: ['package.json'] },
  { words: ['make'], anyOf: ['Makefile', 'makefile', 'GNUmakefile'] },
  { words: ['go', 'build'], anyOf: ['go.mod'] },
  { words: ['cargo', 'build'], anyOf: ['Cargo.toml'] },
];

/** What `pip install .` needs. */
const PYTHON_PROJECT = ['pyproject.toml', 'setup.py', 'setup.cfg'] as const;

/** Programs whose first operand is a script. */
const INTERPRETERS = /^(?:python[\d.]*|pypy[\d.]*|bash|sh|node|source|chmod|dos2unix)$/;

/** `app/main.py`, `./docker/entrypoint.sh`; not `1.2`, `--x.y`, `example.org` or `a.b:run`. */
const FILE_WORD =
  /^(?:\.\/)?[A-Za-z0-9_][\w./-]*\.(?:py|sh|bash|js|mjs|ts|txt|toml|cfg|ini|ya?ml|json)$/;

/** Found in every script with a command that reads files: a program of above, a variable, the path of a script. */
export const MAY_READ_FILES = new RegExp(
  [
    ...PROJECT_COMMANDS.map(({ words: [program] }) => program ?? ''),
    ...['pip', 'python', 'pypy', 'sh', 'node', 'source', 'chmod', 'dos2unix'],
    String.raw`\$|\/\S*\.\w`,
  ].join('|'),
);

/** Alternatives for each thing that a command reads, as paths relative to its folder or absolute. */
export function filesOfCommand(words: readonly (string | null)[]): readonly (readonly string[])[] {
  const [program, ...operands] = words;
  if (program === null || program === undefined) return [];
  const name = program.slice(program.lastIndexOf('/') + 1);
  const found: (readonly string[])[] = [];
  for (const { words: wanted, anyOf } of PROJECT_COMMANDS) {
    const [first, ...rest] = wanted;
    // `npm install -g x` and `yarn install --cwd x` do not read this folder.
    const isPlain = operands.slice(rest.length).every((one) => one?.startsWith('-') === true);
    const isElsewhere = operands.some((one) =>
      /^(?:-g|--global|-C|--cwd|--prefix)/.test(one ?? ''),
    );
    const matches = name === first && rest.every((word, index) => operands[index] === word);
    if (matches && !isElsewhere && (isPlain || name !== 'npm')) found.push(anyOf);
  }
  if (/^(?:pip[\d.]*|uv)$/.test(name) || operands.includes('pip')) {
    const install = operands.indexOf('install');
    for (const operand of install < 0 ? [] : operands.slice(install + 1)) {
      // `.`, `./sub`, `.[dev]`, `./sub[dev]`.
      const folder = /^(\.{1,2}(?:\/[^[]*)?)(?:\[[^\]]*\])?$/.exec(operand ?? '')?.[1];
      if (folder !== undefined) found.push(PYTHON_PROJECT.map((file) => `${folder}/${file}`));
    }
  }
  if (name === program && INTERPRETERS.test(name)) {
    const script = operands.find((one) => one === null || !/^[-+]|^\d+$|^[ugoa]*[+-]/.test(one));
    if (typeof script === 'string' && FILE_WORD.test(script)) found.push([script]);
  } else if (/^\.?\/.*\.\w+$/.test(program) && FILE_WORD.test(program.replace(/^\//, ''))) {
    found.push([program]);
  }
  return found;
}
