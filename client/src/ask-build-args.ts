/** Asks for the build arguments, and for a value of each that is given. */
import * as vscode from 'vscode';
import type { BuildChoices } from '../../server/protocol/requests.ts';

/** `before`: the arguments that are given now, with their values where these are known. */
export async function askBuildArgs(
  choices: BuildChoices,
  before: ReadonlyMap<string, string | undefined>,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (choices.buildArgs.length === 0) return {};
  const given = await vscode.window.showQuickPick(
    choices.buildArgs.map((one) => ({
      label: one.name,
      description: one.default === null ? 'no default' : `default: ${one.default}`,
      picked: before.has(one.name),
    })),
    { title: 'Build arguments to give', canPickMany: true },
  );
  if (!given) return undefined;
  const values = new Map<string, string>();
  for (const { label } of given) {
    const value = await vscode.window.showInputBox({
      title: `Value of ${label}`,
      value: before.get(label) ?? '',
      password: /secret|token|password|key/i.test(label),
    });
    if (value === undefined) return undefined;
    values.set(label, value);
  }
  // Unlike an assignment, this makes a property of any name, `__proto__` too.
  return Object.fromEntries(values);
}
