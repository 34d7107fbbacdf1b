/** `Show Layer Forecast` and `Show Build Timings`; with the id of an invocation where a lens or a view names one. */
import { chooseFile } from '../files.ts';
import type { CommandContext } from './index.ts';

export async function showForecast(
  context: CommandContext,
  file: unknown,
  invocation: unknown,
): Promise<void> {
  const uri = await chooseFile(context.connection, file);
  if (uri) context.views.showForecast(uri, typeof invocation === 'string' ? invocation : undefined);
}

export async function showTimings(
  context: CommandContext,
  file: unknown,
  invocation: unknown,
): Promise<void> {
  const uri = await chooseFile(context.connection, file);
  if (uri)
    await context.views.showTimings(uri, typeof invocation === 'string' ? { invocation } : {});
}
