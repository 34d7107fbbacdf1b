/** `npm run record-views`, or `npm run record-views -- timings-failed`. Needs an engine: test/README.md. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { removeFolders } from '../../node/support/folders.ts';
import { projectRoot } from '../paths.ts';
import { stopServers } from '../server/language-server.ts';
import { recordScene } from './recorder.ts';
import { SCENES } from './scenes/index.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter(
  (name) => !SCENES.some((scene) => scene.name === name || scene.views.includes(name)),
);
if (unknown.length > 0) throw new Error(`There is no scene or view ${unknown.join(', ')}.`);
for (const scene of SCENES) {
  const isWanted = wanted.some((name) => scene.name === name || scene.views.includes(name));
  if (wanted.length > 0 && !isWanted) continue;
  // The views of a scene fit each other, so that they are recorded together.
  const views = await recordScene(scene);
  for (const [name, view] of Object.entries(views)) {
    await write(path.join(projectRoot, 'test/fixtures/views', `${name}.json`), view);
    console.log(`recorded ${name}`);
  }
  await stopServers();
}
removeFolders();

async function write(file: string, view: unknown): Promise<void> {
  const options = await resolveConfig(file);
  writeFileSync(file, await format(JSON.stringify(view), { ...options, filepath: file }));
}
