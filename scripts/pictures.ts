/**
 * `npm run pictures`: takes the pictures of README, docs and walkthrough from the newest run of the editor suite
 * (`npm test -- editor`), so that they show what the product really draws.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'test/results/editor');

/** Screenshot of the suite → files that show it. */
const PICTURES: Readonly<Record<string, readonly string[]>> = {
  'picture-squiggle': ['docs/images/squiggle.png', 'images/walkthrough-squiggle.png'],
  'picture-codelens': ['docs/images/codelens.png'],
  'picture-forecast-wide': ['docs/images/forecast-dark.png', 'images/walkthrough-forecast.png'],
  'picture-forecast-light': ['docs/images/forecast-light.png'],
  'picture-forecast-hc-dark': ['docs/images/forecast-high-contrast.png'],
  'first-look-quiet': ['docs/images/first-look.png'],
  'failed-build-dark': ['docs/images/failed-build.png'],
  'picture-builds-dark': ['docs/images/builds.png'],
  'story-7-timings-wide': ['docs/images/timings-dark.png', 'images/walkthrough-timings.png'],
  'picture-timings-light': ['docs/images/timings-light.png'],
  'story-1-squiggle': ['docs/images/story-1-squiggle.png'],
  'story-2-hover': ['docs/images/story-2-hover.png'],
  'story-3-fixed': ['docs/images/story-3-fixed.png'],
  'story-4-cold-build': ['docs/images/story-4-cold-build.png'],
  'story-5-forecast': ['docs/images/story-5-forecast.png'],
  'story-6-second-build': ['docs/images/story-6-second-build.png'],
};

for (const [screenshot, files] of Object.entries(PICTURES)) {
  for (const file of files) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await copyFile(path.join(results, `${screenshot}.png`), path.join(root, file));
    console.log(file);
  }
}
