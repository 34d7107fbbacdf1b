/** Who asks about the same text gets the same model, and the same findings. */
import assert from 'node:assert/strict';
import { buildModel, createModels } from '../../../server/core/build-model/build-model.ts';
import type { SeenImage, SeenImages } from '../../../server/core/images/image-facts.ts';
import { fixAll } from '../../../server/core/lint/fix-all.ts';
import { lint, lintOnce } from '../../../server/core/lint/lint.ts';
import type { Rule } from '../../../server/core/lint/model.ts';

const text = 'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';

describe('models that are kept', () => {
  it('are those that would be made, and made once', () => {
    const models = createModels();
    const first = models({ text });
    assert.deepEqual(first, buildModel({ text }));
    assert.equal(models({ text }), first);
    assert.notEqual(models({ text: `${text}RUN true\n` }), first);
    assert.equal(models({ text }), first);
  });

  it('tell apart what was seen of their images, and of no others', () => {
    const models = createModels();
    const seen = (user: string): SeenImage => {
      const image = { digest: null, env: [], workdir: '/', user, shell: null, onbuild: [] };
      return { image: { ...image, source: 'last-build' }, files: null };
    };
    const [first, later] = [seen('app'), seen('root')];
    const named =
      (name: string, image: SeenImage): SeenImages =>
      (reference) =>
        reference === name ? image : null;
    const python = 'docker.io/library/python:3.12';
    const unseen = models({ text });
    assert.equal(models({ text, images: named('docker.io/library/node:20', first) }), unseen);
    const asApp = models({ text, images: named(python, first) });
    assert.notEqual(asApp, unseen);
    assert.equal(asApp.stages[0]?.instructions.at(-1)?.user, 'app');
    assert.notEqual(models({ text, images: named(python, later) }), asApp);
    assert.equal(models({ text, images: named(python, first) }), asApp);
    assert.equal(models({ text }), unseen);
  });

  it('are the last few', () => {
    const models = createModels(2);
    const first = models({ text });
    models({ text: 'FROM a\n' });
    assert.equal(models({ text }), first);
    models({ text: 'FROM b\n' });
    models({ text: 'FROM c\n' });
    assert.notEqual(models({ text }), first);
  });

  it('save fixes a look', () => {
    assert.deepEqual(fixAll(text, { models: createModels() }), fixAll(text));
  });
});

describe('findings that are kept', () => {
  const model = buildModel({ text });

  it('are those that would be made, and made once', () => {
    const first = lintOnce(model, {});
    assert.deepEqual(first, lint(model));
    assert.equal(lintOnce(model, { ruleSettings: {} }), first);
  });

  it('tell settings, keys and rules apart', () => {
    const ruleSettings = { 'missing-cache-mount': 'off' } as const;
    assert.deepEqual(lintOnce(model, { ruleSettings }).findings, []);
    assert.equal(lintOnce(model, {}).findings.length, 1);
    assert.notEqual(lintOnce(model, { key: 'a' }), lintOnce(model, { key: 'b' }));
    const none: readonly Rule[] = [];
    assert.deepEqual(lintOnce(model, { rules: none }).findings, []);
    assert.equal(lintOnce(model, {}).findings.length, 1);
  });
});
