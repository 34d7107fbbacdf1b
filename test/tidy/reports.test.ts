/** The JSON that others build on is what the schemas in `schemas/` say, which are made from the protocol. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { createBuildLogReader } from '../../server/core/build-log/index.ts';
import { scoreForecast } from '../../server/core/timing/index.ts';
import { checkFiles, fixFiles, reportProblems } from '../../server/node/linting/index.ts';
import { createWorkbench } from '../../server/node/workbench.ts';
import {
  REPORT_VERSION,
  type Build,
  type BuildReport,
  type Forecast,
} from '../../server/protocol/report.ts';
import { projectRoot } from '../support/paths.ts';
import { textOf } from '../support/tracked-files.ts';

const example = path.join(projectRoot, 'examples/blog');
const state = mkdtempSync(path.join(os.tmpdir(), 'layer-forecast-'));

describe('a report', function () {
  this.timeout(20_000);
  const before = process.env['LAYER_FORECAST_STATE'];
  process.env['LAYER_FORECAST_STATE'] = state;
  const workbench = createWorkbench({
    trusted: () => false,
    dockerPath: () => '',
    historyLimit: () => 10,
  });
  if (before === undefined) delete process.env['LAYER_FORECAST_STATE'];
  else process.env['LAYER_FORECAST_STATE'] = before;
  after(() => rmSync(state, { recursive: true, force: true }));

  it('of check is what its schema says', async () => {
    const answer = await checkFiles({ paths: [example], cwd: projectRoot });
    assert.ok(answer.findings.length > 0);
    const problems = [...answer.problems, { message: 'A rule failed.' }];
    assertFits('check', {
      version: REPORT_VERSION,
      findings: answer.findings,
      problems: reportProblems(problems.map((one) => ({ ...one, isNamed: true }))),
    });
  });

  it('of fix is what its schema says', async () => {
    const answer = await fixFiles({
      paths: [example],
      cwd: projectRoot,
      unsafe: false,
      write: false,
    });
    assert.ok(answer.files.length > 0);
    const { files, remaining } = answer;
    const problems = reportProblems(answer.problems);
    assertFits('fix', { version: REPORT_VERSION, files, remaining, problems });
  });

  it('of forecast is what its schema says', async () => {
    const report = await editForecast();
    assert.ok(report.totals.miss > 0);
    assertFits('forecast', report);
  });

  it('of context is what its schema says', async () => {
    const answer = await workbench.contextSizes({
      place: { dockerfile: path.join(example, 'Dockerfile'), context: example },
      base: projectRoot,
      options: {},
      everyFile: true,
    });
    assert.ok(answer.kind === 'measured' && answer.report.sent.files > 0);
    assertFits('context', answer.report);
  });

  it('of timings is what its schema says', () => {
    assertFits('timings', { version: REPORT_VERSION, builds: recordedBuilds() });
  });

  it('of build is what its schema says', async () => {
    const forecast = await editForecast();
    const [timings] = recordedBuilds();
    assert.ok(timings);
    const report: BuildReport = {
      version: REPORT_VERSION,
      exitCode: 0,
      seconds: timings.seconds,
      forecast,
      timings,
      score: scoreForecast(forecast, timings, true),
      failure: null,
    };
    assertFits('build', report);
  });

  it('that is something else does not pass', () => {
    assert.throws(() => assertFits('check', { version: REPORT_VERSION, findings: [{ rule: 1 }] }));
  });

  async function editForecast(): Promise<Forecast> {
    const requirements = path.join(example, 'requirements.txt');
    const answer = await workbench.forecast({
      place: { dockerfile: path.join(example, 'Dockerfile'), context: example },
      base: projectRoot,
      options: {},
      overlay: new Map([[requirements, `${readFileSync(requirements, 'utf8')}# more\n`]]),
      since: [{ kind: 'saved-files' }],
    });
    assert.ok(answer.forecast);
    return answer.forecast;
  }
});

function recordedBuilds(): readonly Build[] {
  const reader = createBuildLogReader();
  reader.push(textOf('test/fixtures/build-logs/rawjson/blog-cold.log'));
  reader.end();
  assert.notDeepEqual(reader.builds(), []);
  return reader.builds();
}

/** As it is read by somebody else: through JSON. */
function assertFits(verb: string, report: unknown): void {
  const schema = JSON.parse(textOf(`schemas/${verb}.schema.json`)) as Record<string, unknown>;
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
  validate(JSON.parse(JSON.stringify(report)));
  assert.deepEqual(validate.errors ?? [], []);
}
