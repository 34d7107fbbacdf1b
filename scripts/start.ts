/**
 * `npm start`: says in the terminal what the product says of the example project, writes the same as a page of HTML,
 * then opens the example in VS Code with the extension loaded. Builds nothing: the example's builds are recorded.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { forecastViewOf } from '../server/core/report/forecast-view.ts';
import { maskCredentials } from '../server/core/text/mask.ts';
import { findingsText } from '../server/cli/output/findings-text.ts';
import { forecastText } from '../server/core/report/text/forecast-text.ts';
import { checkFiles } from '../server/node/linting/index.ts';
import { createWorkbench } from '../server/node/workbench.ts';
import { staticForecastPage } from '../webview/src/forecast/static-page.ts';
import { buildAll } from './build.ts';
import { openInEditor } from './editor/open.ts';
import { installRecordedHistory, readHere } from './recorded.ts';

const root = path.resolve(import.meta.dirname, '..');
const example = path.join(root, 'examples/blog');
const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

const state = await mkdtemp(path.join(tmpdir(), 'layer-forecast-start-'));
process.env['LAYER_FORECAST_STATE'] = state;
await installRecordedHistory('blog', example, state);

console.log('\n$ layer-forecast check examples/blog\n');
const checked = await checkFiles({ paths: [example], cwd: root });
for (const { message } of checked.problems) throw new Error(message);
const { findings, files, excluded } = checked;
console.log(findingsText(findings, { nFiles: files.length, excluded, color }));

console.log(
  '$ layer-forecast forecast examples/blog    # after a comment is added to requirements.txt\n',
);
const requirements = path.join(example, 'requirements.txt');
const edited = `${await readFile(requirements, 'utf8')}# pinned until the next release\n`;
const workbench = createWorkbench({
  // The recorded builds know the base image; the docker of this machine may have another one.
  trusted: () => false,
  dockerPath: () => '',
  historyLimit: () => 1000,
});
const answer = await workbench.forecast({
  place: { dockerfile: path.join(example, 'Dockerfile'), context: example },
  options: {},
  base: root,
  overlay: new Map([[requirements, edited]]),
  since: [],
});
if (!answer.forecast) throw new Error(answer.problem?.message);
const unsaved = answer.unsaved.map((file) => path.relative(root, file));
console.log(forecastText({ ...answer, unsaved, forecast: answer.forecast, color }));

await buildAll({ quiet: true });
console.log(`The same as a page: ${await writePage()}\n`);
// A copy: what a newcomer types does not change the repository, and no folder above it is one.
const folder = path.join(state, 'blog');
await cp(example, folder, { recursive: true });
// Of the builds that it has already, the builder is taken to be the one at hand: what is shown is the edit.
const here = await readHere(folder, state);
const editorState = path.join(state, 'editor');
await installRecordedHistory('blog', folder, editorState, here);
const opened = await openInEditor(folder, root, {
  env: { ...process.env, LAYER_FORECAST_STATE: editorState },
});
// An editor on the desktop goes on without us, and needs it.
if (opened !== 'desktop') await rm(state, { recursive: true, force: true });

async function writePage(): Promise<string> {
  const last = (
    await workbench.timings({
      place: { dockerfile: path.join(example, 'Dockerfile'), context: example },
    })
  ).build;
  const { baseline } = answer;
  const view = forecastViewOf({
    ...answer,
    id: 'example',
    dockerfileUri: pathToFileURL(path.join(example, 'Dockerfile')).toString(),
    dockerfile: 'examples/blog/Dockerfile',
    unsaved,
    baseline: baseline === null || baseline.kind === 'snapshot' ? null : baseline,
    lastBuild: last?.started ?? null,
    inRepository: false,
    targets: [],
    record: await workbench.scoreSoFar({}),
    problem: null,
    mask: maskCredentials,
  });
  const bundle = (name: string) => readFile(path.join(root, 'dist/webview', name), 'utf8');
  const page = staticForecastPage({
    view,
    js: await bundle('forecast.js'),
    css: await bundle('forecast.css'),
    nonce: 'example',
  });
  const file = path.join(root, 'out/layer-forecast-example.html');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, page);
  return path.relative(process.cwd(), file);
}
