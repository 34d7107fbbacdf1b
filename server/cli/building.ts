/** The verbs that forecast and build, in `dist/` a program of their own; and what the others need of it for an option. */
export { openLiveArea } from './output/live-area.ts';
export { build } from './verbs/build.ts';
export { builds } from './verbs/builds.ts';
export { context } from './verbs/context.ts';
export { explainBuild } from './verbs/explain-build.ts';
export { forecast } from './verbs/forecast.ts';
export { snapshot } from './verbs/snapshot.ts';
export { timings } from './verbs/timings.ts';
export { sinceRevision } from '../node/linting/index.ts';
export { cliImages } from './workbench.ts';
