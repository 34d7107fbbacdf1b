/** The themes in which people see the editor, chosen as a setting of the workspace. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Workbench } from './workbench.ts';

const THEMES = {
  dark: ['Default Dark Modern', 'vscode-dark'],
  light: ['Default Light Modern', 'vscode-light'],
  'hc-dark': ['Default High Contrast', 'vscode-high-contrast'],
  'hc-light': ['Default High Contrast Light', 'vscode-high-contrast-light'],
} as const;

export type Look = keyof typeof THEMES;

export const LOOKS: readonly Look[] = ['dark', 'light', 'hc-dark', 'hc-light'];

export function settingsOf(look: Look): Readonly<Record<string, unknown>> {
  return { 'workbench.colorTheme': THEMES[look][0] };
}

/** The editor has it when this returns; a view that is open, too, where `withView` says so. */
export async function chooseLook(
  { folder, page, webview }: Workbench,
  look: Look,
  withView = true,
): Promise<void> {
  const settings = path.join(folder, '.vscode/settings.json');
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify(settingsOf(look)));
  const [, kind] = THEMES[look];
  // A pointer that rests on a button has its name in the picture.
  await page.mouse.move(400, 600);
  await page.locator('.workbench-hover:visible').waitFor({ state: 'detached' });
  // VS Code's own window calls it by its first letters.
  if (withView) await webview().locator(`body.${kind}`).waitFor();
  else await page.locator(`.monaco-workbench.${WINDOW_CLASSES[look]}`).waitFor();
}

const WINDOW_CLASSES: Readonly<Record<Look, string>> = {
  dark: 'vs-dark',
  light: 'vs',
  'hc-dark': 'hc-black',
  'hc-light': 'hc-light',
};
