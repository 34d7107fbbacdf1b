/** The history of builds and their snapshots, under the user's state folder. */
export { openBuildLogs, type BuildLogs } from './build-logs.ts';
export { parseBuildRecord, parseOutsideBuild } from './build-record.ts';
export {
  openHistory,
  type History,
  type HistoryKey,
  type HistoryOptions,
  type HistoryRecord,
  type HistoryWrite,
} from './history.ts';
export { stateFolder, type StateSurroundings } from './state-folder.ts';
