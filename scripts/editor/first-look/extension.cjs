/**
 * For `npm start` alone: what a newcomer sees first. The Dockerfile with its finding, below it the requirements file with an
 * edit that nobody saved, and beside them the forecast of this edit.
 */
const vscode = require('vscode');

const WALKTHROUGH = 'layer-forecast.layer-forecast#start';
const EDIT = '# pinned until the next release\n';

exports.activate = async function activate() {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) return;
  // The three of them need the room.
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  await vscode.commands.executeCommand('vscode.setEditorLayout', {
    orientation: 0,
    groups: [{ size: 0.46, groups: [{}, {}] }, { size: 0.54 }],
  });
  const open = async (name, viewColumn) => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
    return vscode.window.showTextDocument(document, { viewColumn, preview: false });
  };
  const dockerfile = await open('Dockerfile', vscode.ViewColumn.One);
  const requirements = await open('requirements.txt', vscode.ViewColumn.Two);
  const { document } = requirements;
  // A window that is loaded again has the edit already.
  if (!document.getText().includes(EDIT)) {
    const end = document.lineAt(document.lineCount - 1).range.end;
    await requirements.edit((edit) => edit.insert(end, EDIT));
  }
  const typed = document.lineAt(document.lineCount - 2).range.end;
  requirements.selection = new vscode.Selection(typed, typed);
  await vscode.commands.executeCommand('layerForecast.showForecast', document.uri);
  // With the cursor there, the lightbulb is.
  const install = dockerfile.document.positionAt(
    dockerfile.document.getText().indexOf('pip install'),
  );
  await vscode.window.showTextDocument(dockerfile.document, {
    viewColumn: vscode.ViewColumn.One,
    selection: new vscode.Range(install, install),
  });
  const choice = await vscode.window.showInformationMessage(
    'npm start typed a comment into requirements.txt: what that costs is on the right. The lightbulb at pip install has the fix.',
    'Open the Walkthrough',
  );
  if (!choice) return;
  // The widest of the groups.
  await vscode.commands.executeCommand('workbench.action.focusThirdEditorGroup');
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH);
};
