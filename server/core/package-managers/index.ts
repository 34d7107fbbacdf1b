/** Package managers as data, and how to recognize their calls. */
export type {
  CacheOff,
  CachePlace,
  CallKind,
  ManagerCache,
  MountWords,
  PackageManager,
  RequirementOption,
  Wiper,
} from './model.ts';
export {
  isOption,
  matchManager,
  optionValues,
  plainOperands,
  type ManagerCall,
  type OptionUse,
} from './match.ts';
export { fetchesNothing, isCutOff, skipsCache, type VariableValue } from './fetches.ts';
export {
  fileSettings,
  isKey,
  mattersToCache,
  settingsFiles,
  type FileSetting,
  type SettingsPlace,
} from './settings-files.ts';
export { installsCompiler, libraryOfInstaller } from './compilers.ts';
export { PACKAGE_MANAGERS } from './table.ts';
