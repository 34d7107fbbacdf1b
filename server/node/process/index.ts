/** Starting programs: the only folder that does it. */
export { allowProgram, type AllowProgramInput, type Program, type ProgramName } from './program.ts';
export { runProgram, type ProgramResult, type RunProgramInput } from './run-program.ts';
export { streamProgram, type StreamProgramInput, type StreamResult } from './stream-program.ts';
export {
  currentSurroundings,
  isExecutable,
  pathFolders,
  pathModule,
  pathOf,
  type Surroundings,
} from './search.ts';
