/** Which package managers a RUN calls, and whether its output can be of others too. */
import assert from 'node:assert/strict';
import { buildModel } from '../../../server/core/build-model/build-model.ts';
import { calledManagers } from '../../../server/core/build-model/called-managers.ts';

/** The ids, `+` where others can run in the step, `~` where they print in any order. */
function called(...lines: readonly string[]): string {
  const model = buildModel({ text: ['FROM python:3.12', ...lines, ''].join('\n') });
  const [found] = [...calledManagers(model).values()];
  if (found === undefined) return 'none';
  return [...found.ids, found.only ? '' : '+', found.ordered ? '' : '~'].filter(Boolean).join(' ');
}

describe('the managers that a RUN calls', () => {
  for (const [run, expected] of [
    ['RUN pip install six && pip install flask', 'pip'],
    ['RUN mkdir /a && cd /a && pip install six', 'pip'],
    ['RUN apt-get update && apt-get install -y jq && pip install six && npm ci', 'apt pip npm'],
    ['RUN pip install six && npm run build && pip check', 'pip npm pip'],
    ['RUN npm run build', 'npm'],
    ['RUN uv sync && go build -v ./...', 'uv go'],
    ['RUN next build', ''],
    ['RUN ./install.sh && pip install six', 'pip +'],
    ['RUN pip install six; make', 'pip +'],
    ['RUN sh -c "$COMMANDS"', '+'],
    ['RUN pip install six & pip download flask & wait', 'pip ~'],
    ['RUN pip install six > /log 2>&1 && pip check', 'pip'],
    ['RUN for name in a b; do pip install "$name"; done', 'pip ~'],
    ['RUN ["pip", "install", "six"]', 'pip'],
    ['RUN --mount=type=cache,target=/root/.cache/pip /opt/venv/bin/pip install six', 'pip'],
  ] as const) {
    it(`${run}: ${expected === '' ? 'none, and no others' : expected}`, () => {
      assert.equal(called(run), expected);
    });
  }

  it('of what is no shell script nothing is known', () => {
    assert.match(called('RUN <<EOF', '#!/usr/bin/env python3', 'print(1)', 'EOF'), /\+ ~$/);
  });
});
