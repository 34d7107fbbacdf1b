/** Lanes of a plan: whether the fixes leave each step at its place, so that one picture shows both figures of a step. */
import assert from 'node:assert/strict';
import { sameSteps, stageLanes } from '../../../server/core/report/lanes.ts';
import { maskOf } from '../../../server/core/text/mask.ts';
import { plan } from '../plan/support.ts';

const DOCKERFILE = `FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD ["python"]
`;
const MOUNT = 'RUN --mount=type=cache,target=/root/.cache/pip pip';

describe('lanes with and without the fixes', () => {
  const lanes = (text: string) => stageLanes(plan(text), maskOf([]));

  for (const [what, fixed, same] of [
    ['a mount is added', DOCKERFILE.replace('RUN pip', MOUNT), true],
    ['a step is added', DOCKERFILE.replace('COPY . .', 'COPY a .\nCOPY . .'), false],
    ['a step is removed', DOCKERFILE.replace('WORKDIR /app\n', ''), false],
    [
      'steps change places',
      DOCKERFILE.replace(/(COPY req.*\n)(RUN.*\n)(COPY \. \.\n)/, '$1$3$2'),
      false,
    ],
    ['another file is copied', DOCKERFILE.replace('COPY . .', 'COPY src .'), false],
    ['a stage has another name', DOCKERFILE.replace('3.12', '3.12 AS app'), false],
  ] as const) {
    it(`have ${same ? 'the same' : 'other'} steps where ${what}`, () => {
      assert.notEqual(fixed, DOCKERFILE);
      assert.equal(sameSteps(lanes(DOCKERFILE), lanes(fixed)), same);
    });
  }
});
