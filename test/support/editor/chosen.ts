/** Which editor a run is about: LAYER_FORECAST_EDITOR says `oldest`, or it is the newest. */
import { type EditorPackages, installedEditor } from '../../../scripts/editor/packages.ts';

export function chosenEditor(): EditorPackages {
  const choice = process.env['LAYER_FORECAST_EDITOR'] === 'oldest' ? 'oldest' : 'newest';
  const editor = installedEditor(choice);
  if (editor === undefined) {
    throw new Error(`No editor is installed: npx tsx scripts/editor/install.ts ${choice}`);
  }
  return editor;
}
