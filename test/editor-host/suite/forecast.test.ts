/** The forecast where the files are: lenses, hovers and hints that follow unsaved edits. */
import assert from 'node:assert/strict';
import {
  activated,
  append,
  closeAll,
  hintsOf,
  hoverText,
  lensesOf,
  openFile,
  resetSettings,
  set,
  undo,
  until,
  untilLens,
  writeFile,
} from './support.ts';

const DOCKERFILE = `FROM python:3.11
COPY requirements.txt .
RUN pip install -r requirements.txt
`;

describe('the forecast in the editor', () => {
  before(activated);
  afterEach(async () => {
    await resetSettings();
    await closeAll();
  });

  it('stands above a Dockerfile, with a lens that builds it', async () => {
    const { uri } = await openFile('forecast/Dockerfile', DOCKERFILE);
    const forecast = await untilLens(uri, /Show Layer Forecast|again|runs/);
    assert.equal(forecast.command, 'layerForecast.showForecast');
    const build = await untilLens(uri, /Build image/);
    assert.deepEqual(
      [build.command, build.arguments],
      ['layerForecast.buildImage', [uri.toString()]],
    );
  });

  it('above a requirements file follows what is typed and not saved', async () => {
    await writeFile('forecast/Dockerfile', DOCKERFILE);
    const document = await openFile('forecast/requirements.txt', 'six==1.16.0\n');
    await untilLens(document.uri, /forecast\/Dockerfile: No build from here yet/);
    await append(document, '# pinned\n');
    const lens = await untilLens(document.uri, /Dockerfile: This edit runs 2 of 3 steps again/);
    assert.equal(lens.command, 'layerForecast.showForecast');
    assert.equal(document.isDirty, true);
    await undo(document);
    await untilLens(document.uri, /forecast\/Dockerfile: No build from here yet/);
  });

  it('is not above files while the setting is off', async () => {
    const { uri } = await openFile('forecast/Dockerfile', DOCKERFILE);
    await untilLens(uri, /Build image/);
    await set('codeLens', false);
    await until('no lenses', async () => (await lensesOf(uri)).length === 0);
    await set('codeLens', true);
    await untilLens(uri, /Build image/);
  });

  it('is said of a step that is pointed at, with the reason', async () => {
    await writeFile('forecast/Dockerfile', DOCKERFILE);
    const document = await openFile('forecast/requirements.txt', 'six==1.16.0\n');
    await append(document, 'attrs\n');
    const { uri } = await openFile('forecast/Dockerfile');
    const text = await until('a hover', async () => {
      const found = await hoverText(uri, 2);
      return found.includes('Runs again') && found;
    });
    assert.match(text, /requirements\.txt line 2 was added/);
    assert.match(text, /command:layerForecast\.showForecast/);
    assert.match(await hoverText(document.uri, 0), /is installed by/);
  });

  it('stands at the end of each step when the hints are on', async () => {
    await writeFile('forecast/Dockerfile', DOCKERFILE);
    const requirements = await openFile('forecast/requirements.txt', 'six==1.16.0\n');
    await append(requirements, 'attrs\n');
    const document = await openFile('forecast/Dockerfile');
    await untilLens(document.uri, /This edit runs 2 of 3 steps again/);
    assert.deepEqual(await hintsOf(document), [], 'nothing was built yet');
    await set('inlayHints', 'on');
    const hints = await until('hints', async () => {
      const found = await hintsOf(document);
      return found.length > 0 && found;
    });
    assert.deepEqual(hints, ['0 cached', '1 again', '2 again']);
  });
});
