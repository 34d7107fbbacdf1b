/**
 * Installs an editor from npm ahead of time: `npx tsx scripts/editor/install.ts [newest|oldest]…`. Without this, `npm start`
 * fetches the newest when it first needs it; the tests leave their editor suites out where none is installed.
 */
import { type EditorChoice, installEditor } from './packages.ts';

const named = process.argv.slice(2);
const unknown = named.find((name) => name !== 'newest' && name !== 'oldest');
if (unknown === undefined) {
  await installAll(named.length === 0 ? ['newest'] : (named as EditorChoice[]));
} else {
  console.error(`editor: no editor is called "${unknown}"; there are newest and oldest`);
  process.exitCode = 2;
}

async function installAll(choices: readonly EditorChoice[]): Promise<void> {
  for (const choice of choices) {
    try {
      const { version } = await installEditor(choice, (line) => console.error(`editor: ${line}`));
      console.error(`editor: VS Code ${version} is ready (${choice})`);
    } catch (error) {
      console.error(`editor: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}
