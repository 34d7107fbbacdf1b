/** Build logs as builds: see `reader.ts`. */
export { createBuildLogReader, type BuildLogReader, type BuildLogReaderOptions } from './reader.ts';
export { NO_BUILD, wasCanceled } from './report-build.ts';
export { createPlainLog, type PlainLog } from './plain-writer.ts';
export { readBuildLog } from './read-build-log.ts';
export { nameWithoutDigest, parseStepName, stageOfName, type StepName } from './step-names.ts';
