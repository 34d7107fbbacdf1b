/**
 * A webview panel with what all of ours share: the page with its content security policy, and the handshake. A view
 * says `ready` first; messages sent earlier would be lost, so the newest one waits for it.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface WebviewHost<HostMessage> {
  readonly panel: vscode.WebviewPanel;
  /** Sends now, or when the view is ready; of several that wait, the last one is sent. */
  readonly send: (message: HostMessage) => void;
}

export interface WebviewHostOptions<ViewMessage extends { readonly kind: string }> {
  readonly viewType: string;
  readonly title: string;
  /** Base name of the bundle below `dist/webview`. */
  readonly bundle: string;
  readonly onMessage: (message: ViewMessage) => void;
  readonly onClose: () => void;
}

export function openWebview<ViewMessage extends { readonly kind: string }, HostMessage>(
  extension: vscode.ExtensionContext,
  options: WebviewHostOptions<ViewMessage>,
): WebviewHost<HostMessage> {
  const folder = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'webview');
  const panel = vscode.window.createWebviewPanel(
    options.viewType,
    options.title,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [folder] },
  );
  panel.iconPath = vscode.Uri.joinPath(extension.extensionUri, 'images', 'icon.png');
  let ready = false;
  let last: HostMessage | undefined;
  panel.webview.onDidReceiveMessage((message: ViewMessage) => {
    // A view that was hidden is created again: it says `ready` again and gets the last message again.
    if (message.kind === 'ready') {
      ready = true;
      if (last !== undefined) void panel.webview.postMessage(last);
    }
    options.onMessage(message);
  });
  panel.onDidDispose(options.onClose);
  panel.webview.html = page(panel.webview, folder, options);
  return {
    panel,
    send(message) {
      last = message;
      if (ready) void panel.webview.postMessage(message);
    },
  };
}

function page(
  webview: vscode.Webview,
  folder: vscode.Uri,
  options: { readonly title: string; readonly bundle: string },
): string {
  const nonce = randomBytes(16).toString('base64');
  const resource = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${resource(`${options.bundle}.css`)}">
<title>${options.title}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${resource(`${options.bundle}.js`)}"></script>
</body>
</html>`;
}
