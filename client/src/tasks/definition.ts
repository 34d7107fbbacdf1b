/** What a task in tasks.json says, and the arguments of the command line that come of it. */
import type * as vscode from 'vscode';

export const TASK_TYPE = 'layer-forecast';

/** The properties in `package.json`, next to `type`. */
export interface BuildTask {
  readonly task: 'build';
  /** Paths are relative to the workspace folder. */
  readonly dockerfile?: string;
  readonly context?: string;
  readonly target?: string;
  /** What `layer-forecast builds` lists, such as `compose.yaml:web`. */
  readonly build?: string;
  /** Further options of `layer-forecast build`. */
  readonly args?: readonly string[];
}

export type ReadTask =
  | { readonly kind: 'task'; readonly task: BuildTask }
  | { readonly kind: 'problem'; readonly message: string };

const TEXTS = ['dockerfile', 'context', 'target', 'build'] as const;

export function readTask(definition: vscode.TaskDefinition): ReadTask {
  const properties: Readonly<Record<string, unknown>> = definition;
  if (properties['task'] !== 'build')
    return problem(`A task of the type ${TASK_TYPE} has "task": "build". Nothing else is known.`);
  const wrong = TEXTS.find((name) => !isAbsentOr(isText, properties[name]));
  if (wrong !== undefined) return problem(`"${wrong}" of this task is not a text.`);
  if (!isAbsentOr(isListOfTexts, properties['args']))
    return problem('"args" of this task is not a list of texts.');
  const texts = TEXTS.flatMap((name) => {
    const value = properties[name];
    return isText(value) && value !== '' ? [[name, value] as const] : [];
  });
  const args = properties['args'];
  return {
    kind: 'task',
    task: {
      task: 'build',
      ...Object.fromEntries(texts),
      ...(isListOfTexts(args) && args.length > 0 ? { args } : {}),
    },
  };
}

function problem(message: string): ReadTask {
  return { kind: 'problem', message: `${message} Change it in tasks.json.` };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isAbsentOr(is: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || is(value);
}

/** `builder` is the one of the settings; options in `args` come last and win. */
export function buildArguments(
  { dockerfile, context, target, build, args = [] }: BuildTask,
  builder: string,
): readonly string[] {
  return [
    'build',
    ...(context === undefined ? [] : [asPath(context)]),
    // Joined with the value, which may begin with a dash.
    ...(dockerfile === undefined ? [] : [`--file=${dockerfile}`]),
    ...(build === undefined ? [] : [`--invocation=${build}`]),
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...(builder === '' ? [] : [`--builder=${builder}`]),
    ...args,
  ];
}

function asPath(context: string): string {
  return context.startsWith('-') && context !== '-' ? `./${context}` : context;
}
