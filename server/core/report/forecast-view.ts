/** Everything that the Layer Forecast view draws, from a forecast and what is known around it. */
import { REPORT_VERSION, type Forecast } from '../../protocol/report.ts';
import type {
  BaselineChoice,
  BaselineOption,
  BuildArgNames,
  ForecastView,
  StepNote,
} from '../../protocol/requests.ts';
import type { Plan } from '../plan/model.ts';
import type { Mask } from '../text/mask.ts';
import { changeText, type SupposedChange } from './change-text.ts';
import { headline } from './headline.ts';
import { sameSteps, stageLanes } from './lanes.ts';

export interface ForecastViewInput {
  readonly id: string;
  readonly build?: NonNullable<ForecastView['build']>;
  readonly dockerfileUri: string;
  /** Relative to the workspace folder. */
  readonly dockerfile: string;
  readonly forecast: Forecast | null;
  readonly withFixes: Forecast | null;
  readonly fixTitles: readonly string[];
  readonly plan: Plan | null;
  readonly fixedPlan: Plan | null;
  readonly notes: readonly StepNote[];
  /** Unsaved files that the build reads, relative to the workspace folder. */
  readonly unsaved: readonly string[];
  /** Changes that nobody has made, of which the forecast is. */
  readonly supposed: readonly SupposedChange[];
  readonly baseline: BaselineChoice | null;
  /** When the last build ran, in words; null where there is none. */
  readonly lastBuild: string | null;
  readonly inRepository: boolean;
  readonly targets: readonly string[];
  readonly buildArgs?: BuildArgNames;
  readonly record: string | null;
  /** Why there is no forecast. */
  readonly problem: string | null;
  readonly mask: Mask;
}

export function forecastViewOf(input: ForecastViewInput): ForecastView {
  const { forecast, withFixes, plan, fixedPlan, supposed, mask } = input;
  const problem = input.problem === null ? null : mask(input.problem);
  const stages = plan ? stageLanes(plan, mask) : [];
  const stagesWithFixes = fixedPlan ? stageLanes(fixedPlan, mask) : stages;
  return {
    id: input.id,
    ...(input.build ? { build: input.build } : {}),
    dockerfileUri: input.dockerfileUri,
    dockerfile: input.dockerfile,
    headline: forecast
      ? headline({
          ...{ forecast, withFixes, unsaved: input.unsaved, supposed: supposed.length > 0 },
          nFixes: input.fixTitles.length,
        })
      : // Where there is nothing to draw, the problem has a place of its own.
        [{ text: plan === null ? 'No forecast.' : (problem ?? 'No forecast.'), tone: 'plain' }],
    forecast: forecast ?? emptyForecast(input.dockerfile, mask),
    withFixes,
    fixTitles: input.fixTitles,
    stages,
    ...(sameSteps(stages, stagesWithFixes) ? {} : { stagesWithFixes }),
    notes: input.notes,
    baselines: baselineOptions(input),
    baseline: input.baseline,
    targets: input.targets,
    ...(input.buildArgs ? { buildArgs: input.buildArgs } : {}),
    after: supposed[0]?.choice ?? null,
    change: changeText(supposed, input.unsaved),
    record: input.record,
    problem,
  };
}

function baselineOptions(input: ForecastViewInput): readonly BaselineOption[] {
  const { lastBuild, inRepository, baseline } = input;
  const revision = baseline?.kind === 'git' ? baseline.revision : 'HEAD';
  return [
    {
      choice: { kind: 'last-build' },
      label: lastBuild === null ? 'last build' : `last build, ${lastBuild}`,
      available: lastBuild !== null,
      ...(lastBuild === null ? { why: 'nothing built from here yet' } : {}),
    },
    {
      choice: { kind: 'git', revision },
      label: `git ${revision}`,
      available: inRepository,
      ...(inRepository ? {} : { why: 'not in a git repository' }),
    },
    { choice: { kind: 'saved-files' }, label: 'saved files', available: true },
  ];
}

function emptyForecast(dockerfile: string, mask: Mask): Forecast {
  return {
    version: REPORT_VERSION,
    dockerfile,
    context: mask(''),
    target: '',
    invocation: { id: '', source: dockerfile, evidence: mask('') },
    engine: { store: 'containerd', buildkit: '' },
    since: [],
    assumed: [],
    warnings: [],
    fails: [],
    steps: [],
    totals: { hit: 0, miss: 0, conditional: 0, seconds: null },
  };
}
