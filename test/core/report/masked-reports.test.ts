/**
 * No secret leaves in a report. The schemas know each field that is masked, also those that come later: every one of
 * them is given a secret, and has to show the mask in its place.
 */
import assert from 'node:assert/strict';
import { analyze } from '../../support/analyze.ts';
import type { LintFinding } from '../../../server/core/lint/run-rules.ts';
import { explainFailure } from '../../../server/core/build-failure/index.ts';
import { reportBuilds, type StepState } from '../../../server/core/build-log/report-build.ts';
import type { ForecastReason, ForecastResult } from '../../../server/core/forecast/model.ts';
import type { Invocation } from '../../../server/core/invocations/index.ts';
import type { Plan } from '../../../server/core/plan/model.ts';
import { describedBuild } from '../../../server/core/report/described-build.ts';
import { contextReport } from '../../../server/core/report/context-report.ts';
import { explainReport } from '../../../server/core/report/explain-report.ts';
import { findingReport } from '../../../server/core/report/finding-report.ts';
import { forecastReport, withFixesOf } from '../../../server/core/report/forecast-report.ts';
import { stageLanes } from '../../../server/core/report/lanes.ts';
import { lineIndex } from '../../../server/core/text/lines.ts';
import { MASK, maskOfValues } from '../../../server/core/text/mask.ts';
import {
  identifyBuild,
  recordSteps,
  scoreForecast,
  type BuildRecord,
} from '../../../server/core/timing/index.ts';
import { reportProblems } from '../../../server/node/linting/index.ts';
import type { MaskedText } from '../../../server/protocol/masked-text.ts';
import type {
  Build,
  BuildFailure,
  BuildReport,
  Forecast,
  Step,
} from '../../../server/protocol/report.ts';
import { snapshotOf } from '../../support/forecast/forecasting.ts';
import { masked } from '../../support/masked.ts';
import { textOf } from '../../support/tracked-files.ts';

const SECRET = 'hunter2-and-more';
const mask = maskOfValues({ PIP_TOKEN: SECRET, PLACE: 'here' });
/** What a build argument holds. */
const VALUE = `one ${SECRET} two`;
/** What no build argument holds. */
const URL = `one https://me:${SECRET}@host.example two`;

describe('a report', () => {
  it('of a forecast masks every text that may hold a secret', () => {
    assertMasked('forecast', forecast());
  });

  it('of timings masks every text that may hold a secret', () => {
    assertMasked('timings', { version: 1, builds: [build()] });
  });

  it('of a build masks every text that may hold a secret', () => {
    const report: BuildReport = {
      version: 1,
      exitCode: 0,
      seconds: 1,
      forecast: forecast(),
      timings: build(),
      score: scoreForecast(forecast(), build(), true),
      failure: failure(),
    };
    assertMasked('build', report);
  });

  it('of check masks every text that may hold a secret', () => {
    const span = { start: 0, end: 1 };
    const finding = {
      rule: 'a-rule',
      severity: 'warning',
      message: URL,
      span,
      related: [{ span, message: URL }],
      docs: '',
      fixes: [{ id: 'x', title: URL, safety: 'safe', edits: [] }],
    } satisfies Partial<LintFinding>;
    assertMasked('check', {
      version: 1,
      // The rest of a finding is not reported.
      findings: [findingReport(() => ({ shown: 'Dockerfile', index: lineIndex('a') }), finding)],
      problems: reportProblems([{ message: URL, isNamed: true }]),
    });
  });

  it('of builds masks every text that may hold a secret', () => {
    const invocation = {
      id: 'web',
      dockerfile: 'Dockerfile',
      context: URL,
      target: null,
      args: { INDEX: URL, PIP_TOKEN: SECRET },
      unset: [],
      platforms: [],
      source: { kind: 'compose', file: 'compose.yaml' },
      evidence: URL,
    } satisfies Partial<Invocation>;
    // What is not reported is left out.
    const described = describedBuild(invocation as unknown as Invocation, (file) => file);
    assertMasked('builds', { version: 1, builds: [described] });
  });

  it('of a recorded build masks every text that may hold a secret', () => {
    const dockerfile = 'FROM scratch\nCOPY . .\nRUN true\n';
    const [then, now] = [{}, { [`a?token=${SECRET}`]: 'text' }].map((files) =>
      snapshotOf({ dockerfile, files }),
    );
    assert.ok(then && now);
    const planned = now.plan.steps.map(({ line }) => {
      const name = mask(`RUN ${VALUE}`);
      return { identity: mask(VALUE), name, line, cacheMount: false, managers: () => null };
    });
    const record: BuildRecord = {
      version: 1,
      id: 'a',
      key: { dockerfile: '/w/Dockerfile', context: URL, target: '', builder: 'default' },
      options: { buildArgs: [] },
      started: '2026-01-01T00:00:00Z',
      seconds: 3,
      outcome: 'failed',
      engine: { store: 'containerd', buildkit: '0.25.2' },
      snapshot: null,
      build: build(),
      steps: recordSteps(planned, build()),
      images: {},
      forecast: null,
      score: null,
    };
    const report = explainReport({
      record,
      snapshot: now,
      since: { record, snapshot: then, words: 'the build before' },
      digest: (text) => String(text),
      fileOf: () => 'Dockerfile',
      shown: (file) => file,
    });
    assertMasked('explain-build', report);
    assertMasked('explain-build-list', { version: 1, builds: [report.build] });
  });

  it('of a context masks every text that may hold a secret', () => {
    const { plan } = snapshotOf({ dockerfile: `FROM scratch\nCOPY . /${VALUE}\n`, files: {} });
    const amount = { files: 1, bytes: 5 };
    const entry = { ...amount, path: 'a', kind: 'file', steps: [0, 1] } as const;
    const folder = { ...entry, kind: 'folder', folders: [], largest: [] } as const;
    const report = contextReport({
      plan,
      dockerfile: 'Dockerfile',
      invocation: { id: 'a', source: 'Dockerfile', evidence: URL },
      contexts: [
        {
          ...{ name: 'context', folder: '.', ignoreFile: null, usualIgnoreFile: URL },
          ...{ asked: [{ path: '', step: 1 }], total: amount, isWhole: true, files: [entry] },
          sent: { ...folder, path: '', folders: [{ ...folder, path: '.git' }], largest: [entry] },
        },
      ],
      elsewhere: { far: URL },
      problems: [{ message: URL }],
      mask,
    });
    assert.match(report.contexts[0]?.askedBy[0]?.text ?? '', /^COPY/);
    assertMasked('context', report);
  });

  it('cannot be made of text that is not masked', () => {
    // @ts-expect-error a plain text is none that is masked
    const name: Step['name'] = VALUE;
    // @ts-expect-error nor is one that was changed after it was masked
    const longer: Step['name'] = `${mask(VALUE)}, ${VALUE}`;
    const good: Step['name'] = mask(VALUE);
    assert.equal([name, longer, good].filter((text) => text.includes(SECRET)).length, 2);
  });
});

describe('the lanes of a view', () => {
  it('mask instructions and images', () => {
    const plan = {
      stages: [
        { index: 0, name: 'app', base: VALUE, baseStage: null, quiet: [{ text: VALUE, line: 4 }] },
      ],
      steps: [{ index: 0, stage: 0, text: VALUE, line: 3, vertex: null }],
    };
    // A lane shows nothing else of a plan.
    const lanes = JSON.stringify(stageLanes(plan as unknown as Plan, mask));
    assert.ok(!lanes.includes(SECRET));
    assert.equal(lanes.split(MASK).length, 4);
  });
});

describe('the record of a build', () => {
  it('has masked names, which are found again in the log', () => {
    const planned = {
      identity: mask(VALUE),
      name: mask(`RUN ${VALUE}`),
      line: 3,
      cacheMount: false,
      managers: () => null,
    };
    const [step] = recordSteps([planned], build());
    assert.equal(step?.observed, 'failed');
    assert.ok(!JSON.stringify(step).includes(SECRET));
  });
});

function forecast(): Forecast {
  const reason: ForecastReason = {
    kind: 'step-above',
    text: VALUE,
    because: { kind: 'file-changed', text: VALUE },
  };
  const plan = {
    stages: [{ index: 0, name: 'app' }],
    steps: [{ name: `RUN ${VALUE}`, text: `RUN ${VALUE}`, stage: 0, keyword: 'RUN', line: 3 }],
    target: 'app',
    assumed: [VALUE],
  };
  const result: ForecastResult = {
    steps: [{ step: 0, verdict: 'miss', display: 'done', reasons: [reason] }],
    warnings: [VALUE],
    fails: [{ line: 1, message: VALUE }],
  };
  const made = forecastReport({
    // The report reads nothing else of it.
    plan: plan as unknown as Plan,
    result,
    seconds: [{ low: 1, median: 2, high: 3, basis: masked(`1 build on builder ${VALUE}`) }],
    engine: { store: 'containerd', buildkit: '0.25.2' },
    since: [{ kind: 'git', id: 'HEAD' }],
    assumed: [VALUE],
    dockerfile: 'Dockerfile',
    context: VALUE,
    invocation: { id: 'web', source: 'compose.yaml', evidence: VALUE },
    fileOf: () => 'Dockerfile',
    mask,
  });
  return withFixesOf(made, made, (step) => step);
}

function build(): Build {
  const phase = { kind: 'download', label: VALUE, start: 1, end: 2 } as const;
  const package_ = {
    name: VALUE,
    version: VALUE,
    requiredBy: [VALUE],
    manager: 'pip',
    origin: 'downloaded',
    built: false,
    bytes: 1,
    phases: [phase],
  } as const;
  const step = (name: string): StepState => ({
    name,
    started: 0,
    completed: 3,
    running: null,
    seconds: 3,
    cached: false,
    error: VALUE,
    lastLine: null,
    output: { push: () => undefined, lines: () => [VALUE] },
    readers: { read: () => undefined, result: () => ({ phases: [phase], packages: [package_] }) },
  });
  const names = [`[internal] load build definition from ${VALUE}`, `RUN ${VALUE}`];
  const steps = new Map(names.map((name) => [name, step(name)]));
  const [made] = reportBuilds({ steps, startedText: '' }, mask);
  assert.ok(made);
  const known = { identity: mask(VALUE), name: mask(`RUN ${VALUE}`), line: 3 };
  return identifyBuild(made, [known]);
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly anyOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

function assertMasked(verb: string, report: unknown): void {
  const schema = JSON.parse(textOf(`schemas/${verb}.schema.json`)) as Schema;
  const texts = textsByPath(JSON.parse(JSON.stringify(report)));
  const paths = maskedPaths(schema, schema);
  assert.notDeepEqual(paths, []);
  for (const path of paths) {
    const found = texts.get(path) ?? [];
    assert.ok(
      found.some((text) => text.includes(MASK)),
      `${path} is masked: give it a secret in this test`,
    );
  }
  const leaks = [...texts].filter(
    // What is to be written into a file is not masked: it would be another text.
    ([path, found]) => !path.endsWith('.newText') && found.some((text) => text.includes(SECRET)),
  );
  assert.deepEqual(leaks, []);
}

/** Paths such as `steps[].reasons[].text`, of fields that the schema calls masked; what is nested in itself, once. */
function maskedPaths(
  root: Schema,
  schema: Schema,
  path = '',
  within: readonly string[] = [],
): readonly string[] {
  const { $ref: ref, additionalProperties: values } = schema;
  if (ref !== undefined) {
    const name = decodeURIComponent(ref.replace('#/definitions/', ''));
    if (name === 'MaskedText') return [path];
    const target = root.definitions?.[name];
    assert.ok(target, ref);
    return within.includes(name) ? [] : maskedPaths(root, target, path, [...within, name]);
  }
  const inside = (part: Schema, at: string) => maskedPaths(root, part, at, within);
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
      inside(part, path === '' ? name : `${path}.${name}`),
    ),
    ...(schema.items ? inside(schema.items, `${path}[]`) : []),
    ...(values ? inside(values, `${path}.*`) : []),
    ...(schema.anyOf ?? []).flatMap((part) => inside(part, path)),
  ];
}

function textsByPath(report: unknown): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') texts.set(path, [...(texts.get(path) ?? []), value]);
    else if (Array.isArray(value)) value.forEach((item) => visit(item, `${path}[]`));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) {
        const at = path.endsWith('args') ? '*' : name;
        visit(part, path === '' ? at : `${path}.${at}`);
      }
    }
  };
  visit(report, '');
  return texts;
}

/** Of a failure with a way out of each kind. Its own words are masked before; here they are not. */
function failure(): BuildFailure {
  const [edited, commanded] = [`"/${SECRET}.txt": not found`, `secret ${SECRET}: not found`].map(
    (message) => failureOf(message),
  );
  assert.ok(edited && commanded);
  return { ...edited, waysOut: [...edited.waysOut, ...commanded.waysOut] };
}

function failureOf(message: string): BuildFailure {
  const text = `FROM busybox\nCOPY ${SECRET}.txt /\n`;
  const [first] = build().steps;
  assert.ok(first);
  return explainFailure({
    build: { ...build(), steps: [first] },
    failure: {
      message: message as MaskedText,
      source: [{ line: 2, text: mask(`COPY ${SECRET}.txt /`), failed: true }],
    },
    file: 'Dockerfile',
    log: null,
    now: {
      dockerfile: { file: 'Dockerfile', text, ...analyze({ text, rules: [] }) },
      requirements: () => [],
      context: { files: [`a/${SECRET}.txt`], ignored: [], ignoreFile: null },
    },
    options: {},
    mask,
  });
}
