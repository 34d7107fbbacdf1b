/** `npm run record-views`, or `npm run record-views -- timings-failed`. Needs an engine: test/README.md. */
import { removeFolders } from '../../node/support/folders.ts';
import { stopServers } from '../server/language-server.ts';
import { recordScene } from './recorder.ts';
import { SCENES } from './scenes.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SCENES.some((scene) => scene.name === name));
if (unknown.length > 0) throw new Error(`There is no scene ${unknown.join(', ')}.`);
for (const scene of SCENES) {
  if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
  await recordScene(scene);
  console.log(`recorded ${scene.name}`);
}
await stopServers();
removeFolders();
