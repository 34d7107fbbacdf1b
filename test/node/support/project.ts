/** A project of files that a test writes down, with answers in short words. */
import { join, relative } from 'node:path';
import {
  createProject,
  type Project,
  type ProjectOptions,
  type Reference,
} from '../../../server/node/project/index.ts';
import { folderWith } from './folders.ts';

/** A Dockerfile that installs a file of its context. */
export const INSTALL = (file: string, option = '-r') =>
  `FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install ${option} ${file}\n`;

type Files = Readonly<Record<string, string>>;

export interface OpenedProject {
  readonly root: string;
  readonly project: Project;
  /** Texts of an editor, by path below the root. */
  readonly open: Map<string, string>;
  /** Paths below the root of what was parsed, since the last look. */
  readonly parsed: () => readonly string[];
  /** `prod.txt requirement 4`. */
  readonly references: (file: string) => Promise<readonly string[]>;
  readonly readers: (file: string) => Promise<readonly string[]>;
  /** `Dockerfile@. requirement via prod.txt`. */
  readonly installers: (file: string) => Promise<readonly string[]>;
  /** Ids. */
  readonly builds: (dockerfile: string) => Promise<readonly string[]>;
  readonly edit: (file: string, text: string) => void;
}

export function projectOf(
  files: Files,
  options: Partial<ProjectOptions> & { in?: string } = {},
): OpenedProject {
  const root = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n', ...files });
  const open = new Map<string, string>();
  const shown = (file: string) => relative(root, file);
  const parsed: string[] = [];
  const project = createProject({
    folders: () => [join(root, options.in ?? '')],
    openText: (file) => open.get(shown(file)),
    contextSetting: () => Promise.resolve(null),
    environment: {},
    onParse: (file) => parsed.push(shown(file)),
    ...options,
  });
  const inWords = ({ file, kind, line }: Pick<Reference, 'file' | 'kind' | 'line'>) =>
    `${shown(file)} ${kind} ${String(line)}`;
  return {
    root,
    project,
    open,
    parsed: () => parsed.splice(0).sort(),
    references: async (file) => (await project.references(join(root, file))).map(inWords),
    readers: async (file) => (await project.readersOf(join(root, file))).map(inWords),
    installers: async (file) =>
      (await project.installersOf(join(root, file))).map(({ invocation, kind, via }) => {
        const way = via.length === 0 ? '' : ` via ${via.map(shown).join(', ')}`;
        return `${invocation.id} ${kind}${way}`;
      }),
    builds: async (dockerfile) =>
      (await project.invocations(join(root, dockerfile))).map(({ id }) => id),
    edit: (file, text) => {
      open.set(file, text);
      project.edited(join(root, file));
    },
  };
}
