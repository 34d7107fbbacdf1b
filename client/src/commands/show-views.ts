/** `Show Layer Forecast` and `Show Build Timings`. */
import { chooseFile } from '../files.ts';
import type { CommandContext } from './index.ts';

export async function showForecast(context: CommandContext, file: unknown): Promise<void> {
  const uri = await chooseFile(context.connection, file);
  if (uri) context.views.showForecast(uri);
}

export async function showTimings(context: CommandContext, file: unknown): Promise<void> {
  const uri = await chooseFile(context.connection, file);
  if (uri) await context.views.showTimings(uri);
}
