/** YAML as plain values with places. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  entryOf,
  parseYaml,
  textOfNode,
  type YamlNode,
} from '../../../../server/core/syntax/yaml/index.ts';

describe('a YAML file', () => {
  it('keeps the text of a number as it was written', () => {
    const [root] = parseYaml('version: 3.10\nport: 0080').documents;
    assert.equal(textOfNode(entryOf(root, 'version')), '3.10');
    assert.equal(textOfNode(entryOf(root, 'port')), '0080');
  });

  it('takes quoted words for text', () => {
    const [root] = parseYaml(`a: "yes # no"\nb: 'it''s'`).documents;
    assert.equal(textOfNode(entryOf(root, 'a')), 'yes # no');
    assert.equal(textOfNode(entryOf(root, 'b')), "it's");
  });

  it('follows aliases and merge keys, the own keys first', () => {
    const text = 'x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: *x\n';
    const [root] = parseYaml(text).documents;
    assert.equal(textOfNode(entryOf(entryOf(root, 'y'), 'a')), '1');
    assert.equal(textOfNode(entryOf(entryOf(root, 'y'), 'b')), '3');
    assert.equal(textOfNode(entryOf(entryOf(root, 'z'), 'b')), '2');
  });

  it('keeps tags that are not its own', () => {
    const [root] = parseYaml('a: !reset null\nb: !override {c: d}').documents;
    assert.equal(entryOf(root, 'a')?.tag, '!reset');
    assert.equal(entryOf(root, 'b')?.tag, '!override');
  });

  it('says where a value is', () => {
    const text = 'a:\n  b: word\n';
    const node = entryOf(entryOf(parseYaml(text).documents[0], 'a'), 'b');
    assert.equal(text.slice(node?.span.start, node?.span.end), 'word');
  });

  it('gives what it can of a broken file, and says what is wrong', () => {
    const { documents, problems } = parseYaml('a: [1, 2\nb: "x\n');
    assert.equal(documents.length, 1);
    assert.ok(problems.some(({ severity }) => severity === 'error'));
  });

  it('does not grow without bounds where aliases name aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 12; n++) {
      const before = `*a${String(n - 1)}`;
      lines.push(`a${String(n)}: &a${String(n)} [${Array(9).fill(before).join(', ')}]`);
    }
    assert.ok(countNodes(parseYaml(lines.join('\n')).documents) <= 110_000);
  });

  it('refuses what is nested so deep that the library would run out of memory', () => {
    for (const text of ['['.repeat(100_000), '{a: '.repeat(100_000), '- '.repeat(100_000)]) {
      const { documents, problems } = parseYaml(`services: 1\n${text}`);
      assert.deepEqual(documents, []);
      assert.match(problems[0]?.message ?? '', /nested more than 1000 levels deep/);
    }
    assert.deepEqual(parseYaml(`- [${'[], '.repeat(5000)}]`).problems, []);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      ...'a: - & * ! | > " \' { } [ ] , # % @ ` \n   << : ? --- ...'.split(' '),
      '\n',
      '  ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        parseYaml(pieces.join(''));
      }),
    );
  });
});

function countNodes(nodes: readonly YamlNode[]): number {
  return nodes.reduce((sum, node) => {
    if (node.kind === 'list') return sum + 1 + countNodes(node.items);
    if (node.kind === 'map') return sum + 1 + countNodes(node.entries.map(({ value }) => value));
    return sum + 1;
  }, 0);
}
