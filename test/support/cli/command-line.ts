/** The command line without a process of its own, and with one: what it prints and its exit code. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { runCli } from '../../../server/cli/run.ts';
import type {
  BuildReport,
  BuildsReport,
  CheckReport,
  ContextReport,
  ExplainReport,
  FixReport,
  RecordedBuildsReport,
  RuleReport,
  Forecast,
  TimingsReport,
} from '../../../server/protocol/report.ts';
import { folderWith } from '../../node/support/folders.ts';
import { projectRoot } from '../paths.ts';
import { keepPrinted } from '../wording.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Hears what is printed, as it is printed. */
  readonly onText?: (text: string) => void;
}

let state: string | undefined;

/** A new place for the history of the next runs, without docker in reach. */
export function freshState(): string {
  state = folderWith();
  return state;
}

/** Environment in which no docker is found, so that no machine's engine has a part in the answer. */
export function quietEnvironment(): Readonly<Record<string, string>> {
  return {
    LAYER_FORECAST_STATE: state ?? freshState(),
    LAYER_FORECAST_DOCKER: '/nowhere/docker',
  };
}

export async function cli(args: readonly string[], options: CliOptions): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    cwd: options.cwd,
    env: { ...quietEnvironment(), ...options.env },
    stdin: () => Promise.resolve(Buffer.from(options.stdin ?? '').toString()),
    stdinBytes: () => Promise.resolve(Buffer.from(options.stdin ?? '')),
    out: (text) => {
      out += text;
      options.onText?.(text);
    },
    err: (text) => {
      err += text;
      options.onText?.(text);
    },
    color: false,
    openLive: () => Promise.resolve(null),
    signal: options.signal ?? new AbortController().signal,
  });
  keepPrinted(out + err);
  return { code, out, err };
}

/** The command as it is installed: the bundle. */
export function cliProcess(args: readonly string[], options: CliOptions): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(projectRoot, 'dist/cli.cjs'), ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...quietEnvironment(), ...options.env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.end(options.stdin ?? '');
    options.signal?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
    child.once('close', (code) => {
      keepPrinted(out + err);
      resolve({ code, out, err });
    });
  });
}

interface Reports {
  readonly check: CheckReport;
  readonly explain: RuleReport;
  readonly fix: FixReport;
  readonly forecast: Forecast;
  readonly timings: TimingsReport;
  readonly build: BuildReport;
  readonly builds: BuildsReport;
  readonly context: ContextReport;
  readonly 'explain-build': ExplainReport;
  readonly 'explain-build-list': RecordedBuildsReport;
}

/** The output as JSON, after it was held against the schema of its verb. */
export function validJson<Verb extends keyof Reports>(verb: Verb, ran: Ran): Reports[Verb] {
  if (ran.out === '') throw new Error(`Nothing was printed: ${ran.err}`);
  const value: unknown = JSON.parse(ran.out);
  const file = path.join(projectRoot, 'schemas', `${verb}.schema.json`);
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
  if (!validate(value)) throw new Error(ajv.errorsText(validate.errors, { separator: '\n' }));
  // The schema is made of the type.
  return value as Reports[Verb];
}
