/** Asks for a change that nobody has made, of which a forecast is wanted: another package, or another file. */
import * as vscode from 'vscode';
import {
  METHODS,
  type ChangeChoice,
  type ChangeChoices,
  type RequirementsChoice,
} from '../../../server/protocol/requests.ts';
import type { ServerConnection } from '../server-connection.ts';

/** Undefined where the user asked for none in the end, or where there is none. */
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
    title: `Another package in ${file}`,
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
    const none = 'The steps read no requirements file. Choose another file instead.';
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
    title: 'Another package: in which requirements file?',
  });
  return picked?.choice;
}

/** The requirement to begin with: one of the file, or none. */
async function pickLine({ file, lines }: RequirementsChoice): Promise<string | undefined> {
  if (lines.length === 0) return '';
  const items = [
    ...lines.map((line) => ({ label: line, line })),
    { label: '$(add) A package that is not there', line: '' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: `Another package: which one in ${file}?`,
  });
  return picked?.line;
}

/** `2.31.0` of `requests==2.31.0 ; os_name == "nt"`, which is what most want to change; else the end before the marker. */
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
  const left = nLeftOut === 0 ? '' : `the steps read ${nLeftOut.toLocaleString('en-US')} more`;
  const items = [...new Set([...seen, ...files])].map((name) => ({
    label: name,
    description: seen.includes(name) ? 'open' : '',
    name,
  }));
  const other = { label: '$(add) A file that is not in this list', description: left, name: '' };
  const picked = await vscode.window.showQuickPick([...items, other], {
    title: 'Another file: which one has other content?',
  });
  if (picked === undefined) return undefined;
  const file = picked.name === '' ? await askForName() : picked.name;
  return file === undefined || file === '' ? undefined : { kind: 'file', file };
}

async function askForName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: 'Another file: its path',
    prompt: 'From the workspace folder, such as src/app.py. One that is not there counts as new.',
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
