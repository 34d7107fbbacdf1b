/** What a Dockerfile alone says of its context: literal sources, and the files that its commands read. */
import assert from 'node:assert/strict';
import { contextEvidence } from '../../../server/core/invocations/index.ts';
import { buildModel } from '../../../server/core/build-model/build-model.ts';

function evidenceOf(...lines: readonly string[]) {
  const text = ['FROM python:3.12 AS base', 'WORKDIR /app', ...lines, ''].join('\n');
  return contextEvidence(buildModel({ text }));
}

describe('the literal sources of a Dockerfile', () => {
  const cases: readonly (readonly [what: string, lines: readonly string[], sources: string])[] = [
    ['a COPY', ['COPY requirements.txt .'], 'requirements.txt'],
    [
      'several sources, each once',
      ['COPY a.txt b.txt ./', 'COPY b.txt c.txt ./'],
      'a.txt b.txt c.txt',
    ],
    ['the JSON form', ['COPY ["my file.txt", "."]'], 'my file.txt'],
    ['a folder with a slash at its end', ['COPY ./app/ /app/'], 'app'],
    ['an absolute source', ['COPY /app /app'], 'app'],
    ['dots inside a path', ['COPY docker/../app /app'], 'app'],
    ['an ADD', ['ADD site.tar.gz /srv'], 'site.tar.gz'],
    ['a bind mount', ['RUN --mount=type=bind,source=deps,target=/deps true'], 'deps'],
    ['a bind mount with short words', ['RUN --mount=type=bind,src=deps,dst=/deps true'], 'deps'],
    ['an argument with a default', ['ARG DIR=backend', 'COPY $DIR/app /app'], 'backend/app'],
    ['a default in the word', ['COPY ${DIR:-backend}/app /app'], 'backend/app'],
    ['an ENV', ['ENV DIR=backend', 'COPY $DIR/app /app'], 'backend/app'],
    ['an argument without a value', ['ARG DIR', 'COPY $DIR/app x /app/'], 'x'],
    ['an argument of nobody', ['COPY ${DIR}/app x /app/'], 'x'],
    ['a web address', ['ADD https://example.org/x.tgz /x'], ''],
    ['a git address', ['ADD git@example.org:a/b.git /x'], ''],
    ['a git address of a forge', ['ADD https://example.org/a/b.git#main /x'], ''],
    ['another stage', ['COPY --from=base /x /x'], ''],
    ['an image', ['COPY --from=nginx:1 /etc/nginx /x'], ''],
    ['a mount of another stage', ['RUN --mount=type=bind,from=base,source=x,target=/x true'], ''],
    ['a cache mount', ['RUN --mount=type=cache,source=x,target=/x true'], ''],
    ['a here-document', ['COPY <<EOF /x', 'hello', 'EOF'], ''],
  ];
  for (const [what, lines, sources] of cases) {
    it(`are told for ${what}: ${lines.at(0) ?? ''}`, () => {
      const found = evidenceOf(...lines);
      assert.deepEqual(found.sources, sources === '' ? [] : split(sources));
      assert.equal(found.copiesAll, false);
    });
  }

  function split(sources: string): readonly string[] {
    return sources === 'my file.txt' ? [sources] : sources.split(' ');
  }

  for (const line of [
    'COPY . .',
    'COPY ./ /app',
    'COPY / /app',
    'COPY *.txt ./',
    'COPY app/[a-z]* ./',
    'ADD . /app',
    'RUN --mount=type=bind,target=/src true',
    'RUN --mount=type=bind,source=.,target=/src true',
  ]) {
    it(`prove nothing where everything is taken: ${line}`, () => {
      const { sources, copiesAll } = evidenceOf(line);
      assert.deepEqual([sources, copiesAll], [[], true]);
    });
  }

  it('take in every stage', () => {
    const { sources } = evidenceOf('COPY a /a', 'FROM base AS other', 'COPY b /b');
    assert.deepEqual(sources, ['a', 'b']);
  });

  it('take nothing of a broken Dockerfile amiss', () => {
    for (const text of ['', '\n', 'COPY', 'FROM a\nCOPY x\n', 'FROM a\nCOPY --from x\nADD <<\n'])
      assert.deepEqual(contextEvidence(buildModel({ text })).sources, []);
  });
});

describe('the files that commands read of a context', () => {
  const cases: readonly (readonly [line: string, reads: readonly string[]])[] = [
    ['RUN pip install -r requirements.txt', ['requirements.txt']],
    ['RUN pip install -r deps/dev.txt -c deps/pins.txt', ['deps/dev.txt', 'deps/pins.txt']],
    ['RUN cd backend && pip install -r requirements.txt', ['backend/requirements.txt']],
    ['RUN pip install -r /app/requirements.txt', ['requirements.txt']],
    ['RUN pip install .', ['pyproject.toml|setup.py|setup.cfg']],
    ['RUN pip install -e .[dev]', ['pyproject.toml|setup.py|setup.cfg']],
    ['RUN pip install ./lib', ['lib/pyproject.toml|lib/setup.py|lib/setup.cfg']],
    ['RUN uv pip install --system .', ['pyproject.toml|setup.py|setup.cfg']],
    ['RUN poetry install --no-root', ['pyproject.toml']],
    ['RUN uv sync --frozen', ['pyproject.toml']],
    ['RUN pipenv sync', ['Pipfile.lock|Pipfile']],
    ['RUN npm ci', ['package.json']],
    ['RUN python manage.py collectstatic', ['manage.py']],
    ['RUN chmod +x docker/entrypoint.sh', ['docker/entrypoint.sh']],
    ['CMD ["python", "app/main.py"]', ['app/main.py']],
    ['CMD python app/main.py --port 80', ['app/main.py']],
    ['ENTRYPOINT ["./docker/entrypoint.sh"]', ['docker/entrypoint.sh']],
    ['RUN pip install flask', []],
    ['RUN pip install -r https://example.org/requirements.txt', []],
    ['RUN pip install -r $FILE', []],
    ['RUN pip install -r /elsewhere/requirements.txt', []],
    ['RUN npm install -g yarn', []],
    ['RUN python -m compileall', []],
    ['RUN python -c "print(1)"', []],
    ['CMD ["gunicorn", "app.main:app"]', []],
  ];
  for (const [line, reads] of cases) {
    it(`are those of ${line}`, () => {
      const found = evidenceOf('COPY . .', line);
      assert.deepEqual(
        found.reads.map((anyOf) => anyOf.join('|')),
        reads,
      );
    });
  }

  it('are not told twice, nor where a copy names them', () => {
    const found = evidenceOf(
      'COPY requirements.txt .',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'RUN python a.py',
      'CMD ["python", "a.py"]',
    );
    assert.deepEqual([found.sources, found.reads], [['requirements.txt'], [['a.py']]]);
  });

  it('are those that the copy brought, under the names of the context', () => {
    const copied = evidenceOf('COPY backend /app', 'RUN pip install -r requirements.txt');
    assert.deepEqual([copied.sources, copied.reads], [['backend'], [['backend/requirements.txt']]]);
    const mounted = evidenceOf(
      'RUN --mount=type=bind,target=/src pip install -r /src/requirements.txt',
    );
    assert.deepEqual(mounted.reads, [['requirements.txt']]);
    assert.deepEqual(evidenceOf('RUN pip install -r requirements.txt').reads, []);
  });
});
