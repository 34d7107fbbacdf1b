/** Asks for a change to be supposed: of a package in a requirements file, or of a whole file. */
import * as vscode from 'vscode';
import {
  METHODS,
  type ChangeChoice,
  type ChangeChoices,
  type RequirementsChoice,
} from '../../../server/protocol/requests.ts';
import type { ServerConnection } from '../server-connection.ts';

/** Undefined where the user dismissed a question, or where there is nothing to choose. */
export async function pickPackage(
  choices: ChangeChoices,
  connection: ServerConnection,
): Promise<ChangeChoice | undefined> {
  const chosen = await pickRequirementsFile(choices);
  if (!chosen) return undefined;
  const { file } = chosen;
  const line = await pickLine(chosen);
  if (line === undefined) return undefined;
  const requirement = await vscode.window.showInputBox({
    title: `Change a package in ${file}`,
    prompt: 'A requirement as pip reads it, such as requests==2.31.0. No file is changed.',
    value: line,
    valueSelection: versionOf(line),
    validateInput: (text) =>
      connection.request<string | null>(METHODS.checkRequirement, { requirement: text }),
  });
  if (requirement === undefined) return undefined;
  return { kind: 'requirement', file, requirement: requirement.trim() };
}

async function pickRequirementsFile({
  requirements,
  problem,
}: ChangeChoices): Promise<RequirementsChoice | undefined> {
  const [first] = requirements;
  if (!first) {
    const none = 'No step reads a requirements file. Choose “change a file…” instead.';
    void vscode.window.showInformationMessage(problem ?? none);
    return undefined;
  }
  if (requirements.length === 1) return first;
  const items = requirements.map((choice) => ({
    label: choice.file,
    description: choice.lines.length === 1 ? '1 package' : `${choice.lines.length} packages`,
    choice,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'In which requirements file does a package change?',
  });
  return picked?.choice;
}

/** The requirement to begin with: one of the file, or none. */
async function pickLine({ file, lines }: RequirementsChoice): Promise<string | undefined> {
  if (lines.length === 0) return '';
  const items = [
    ...lines.map((line) => ({ label: line, line })),
    { label: '$(add) Add a package', line: '' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: `Which package of ${file} changes?`,
  });
  return picked?.line;
}

/** Selects the version, `2.31.0` of `requests==2.31.0 ; os_name == "nt"`; without one, the end before the marker. */
function versionOf(line: string): [number, number] {
  const found = /^[^=<>!~;]*[=<>!~]+ *([^\s,;]*)/.exec(line);
  const end = found?.[0].length ?? line.replace(/\s*(?:;.*)?$/, '').length;
  return [end - (found?.[1]?.length ?? 0), end];
}

/** `folder`: what the names are relative to. */
export async function pickFile(
  choices: ChangeChoices,
  folder: vscode.Uri,
): Promise<ChangeChoice | undefined> {
  const { files, nLeftOut, problem } = choices;
  if (problem !== null) {
    void vscode.window.showInformationMessage(problem);
    return undefined;
  }
  const seen = namesInSight(folder).filter((name) => files.includes(name));
  const left = nLeftOut === 0 ? '' : `${nLeftOut.toLocaleString('en-US')} more files`;
  const items = [...new Set([...seen, ...files])].map((name) => ({
    label: name,
    description: seen.includes(name) ? 'open' : '',
    name,
  }));
  const other = { label: '$(add) A file that is not in this list', description: left, name: '' };
  const picked = await vscode.window.showQuickPick([...items, other], {
    title: 'Which file changes?',
  });
  if (picked === undefined) return undefined;
  const file = picked.name === '' ? await askForName() : picked.name;
  return file === undefined || file === '' ? undefined : { kind: 'file', file };
}

async function askForName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: 'Path of the file that changes',
    prompt:
      'Relative to the workspace folder, such as src/app.py. A file that does not exist counts as new.',
  });
  return name?.trim();
}

/** The file of the active editor first; while a view has the focus no editor is active. */
function namesInSight(folder: vscode.Uri): readonly string[] {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editors = activeTextEditor ? [activeTextEditor, ...visibleTextEditors] : visibleTextEditors;
  const above = `${folder.path}/`;
  return editors
    .map(({ document }) => document.uri.path)
    .filter((name) => name.startsWith(above))
    .map((name) => name.slice(above.length));
}
