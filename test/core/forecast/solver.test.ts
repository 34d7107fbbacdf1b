/** The solver's rules on small graphs that are made by hand: what one build leaves, and what the next one finds. */
import assert from 'node:assert/strict';
import { createKeyStore } from '../../../server/core/forecast/key-store.ts';
import { runBuild } from '../../../server/core/forecast/run-build.ts';
import type { Snapshot } from '../../../server/core/forecast/index.ts';
import type { Engine, Vertex, VertexKind } from '../../../server/core/plan/model.ts';
import { digest } from '../../support/forecast/scenarios.ts';

/** `rest on` another vertex by its place in the list; `content` is the digest of what is read of it. */
interface Node {
  readonly kind: VertexKind;
  readonly operation: string;
  readonly inputs?: readonly Edge[];
  readonly layers?: string;
  readonly ignoreCache?: boolean;
}

interface Edge {
  readonly on: number;
  readonly content?: string;
  /** The content rests on what this vertex wrote. */
  readonly hole?: number;
  readonly selector?: string;
}

const CONTAINERD: Engine = { store: 'containerd', buildkit: '0.32.2' };
const GRAPHDRIVER: Engine = { store: 'graphdriver', buildkit: '0.32.2' };

function graph(nodes: readonly Node[], engine = CONTAINERD): Snapshot {
  const content: Record<string, string> = {};
  const holes: Record<string, Snapshot['holes'][string]> = {};
  const vertices = nodes.map((node, index): Vertex => {
    const inputs = (node.inputs ?? []).map((edge, input) => {
      const { on, content: text, hole, selector = '' } = edge;
      if (text !== undefined) content[`${index}:${input}`] = text;
      if (hole !== undefined) holes[`${index}:${input}`] = [{ vertex: hole, path: '/' }];
      return { vertex: on, selector, content: text === undefined ? null : { selections: [] } };
    });
    return {
      index,
      kind: node.kind,
      operation: node.operation,
      inputs,
      steps: [],
      ignoreCache: node.ignoreCache ?? false,
      writes: null,
      folder: null,
      ...(node.layers === undefined ? {} : { layers: node.layers }),
    };
  });
  const plan = { engine, target: '', stages: [], steps: [], vertices, assumed: [], problems: [] };
  return { version: 1, plan, content, holes, missing: {}, ignore: {}, files: {} };
}

/** What the last graph comes to: a letter a vertex, `-` for a context, `=` for one that runs once with another. */
function ask(...graphs: readonly Snapshot[]): string {
  const store = createKeyStore();
  const last = graphs.at(-1)!;
  for (const [build, each] of graphs.slice(0, -1).entries())
    runBuild(store, each, { mode: 'remember', build, digest });
  const { vertices } = runBuild(store, last, { mode: 'ask', build: graphs.length, digest });
  return vertices
    .map(({ verdict, isMerged }) => {
      if (verdict === 'source') return '-';
      return isMerged ? '=' : verdict.charAt(0).toUpperCase();
    })
    .join('');
}

const IMAGE: Node = { kind: 'image', operation: 'A' };
const LOCAL: Node = { kind: 'local', operation: 'local:context' };
const exec = (operation: string, on: number): Node => ({
  kind: 'exec',
  operation,
  inputs: [{ on }],
});
const copy = (on: number, content: string, operation = 'copy'): Node => ({
  kind: 'file',
  operation,
  inputs: [{ on }, { on: 1, content, selector: 'f' }],
});

describe('the solver', () => {
  it('finds nothing in an empty store', () => {
    assert.equal(ask(graph([IMAGE, exec('one', 0)])), 'MM');
  });

  it('finds what was built, up to the first difference', () => {
    const before = graph([IMAGE, exec('one', 0), exec('two', 1), exec('three', 2)]);
    assert.equal(ask(before, before), 'HHHH');
    assert.equal(
      ask(before, graph([IMAGE, exec('one', 0), exec('zwei', 1), exec('three', 2)])),
      'HHMM',
    );
  });

  it('compares a copy by content, whatever context it comes from', () => {
    const before = graph([IMAGE, LOCAL, copy(0, 'x'), exec('run', 2)]);
    assert.equal(ask(before, graph([IMAGE, LOCAL, copy(0, 'x'), exec('run', 2)])), 'H-HH');
    assert.equal(ask(before, graph([IMAGE, LOCAL, copy(0, 'y'), exec('run', 2)])), 'H-MM');
  });

  it('wants equal content and an equal base', () => {
    const before = graph([IMAGE, LOCAL, copy(0, 'x')]);
    assert.equal(ask(before, graph([{ ...IMAGE, operation: 'B' }, LOCAL, copy(0, 'x')])), 'M-M');
  });

  it('keeps old entries: undoing a change finds them', () => {
    const one = graph([IMAGE, LOCAL, copy(0, 'x')]);
    const two = graph([IMAGE, LOCAL, copy(0, 'y')]);
    assert.equal(ask(one, two, one), 'H-H');
  });

  describe('content that a build produces', () => {
    const stages = (make: string, last = 'last'): Snapshot =>
      graph([
        IMAGE,
        exec(make, 0),
        exec('own', 0),
        {
          kind: 'file',
          operation: 'copy',
          inputs: [{ on: 2 }, { on: 1, content: 't', hole: 1, selector: '/o' }],
        },
        exec(last, 3),
      ]);

    it('is known where the step that wrote it is found', () => {
      assert.equal(ask(stages('make'), stages('make')), 'HHHHH');
    });

    it('may be what it was where that step runs again', () => {
      assert.equal(ask(stages('make'), stages('make more')), 'HMHCC');
    });

    it('cannot help a step that was never run on any content', () => {
      assert.equal(ask(stages('make'), stages('make more', 'other')), 'HMHCM');
    });

    it('cannot help where the base is another one', () => {
      const other = graph([
        IMAGE,
        exec('make more', 0),
        exec('another own', 0),
        { kind: 'file', operation: 'copy', inputs: [{ on: 2 }, { on: 1, content: 't', hole: 1 }] },
      ]);
      assert.equal(ask(stages('make'), other), 'HMMM');
    });
  });

  describe('a definition that matched by content once', () => {
    // The stage is another operation, the file that it passes on is the same.
    const passing = (operation: string, content: string): Snapshot =>
      graph([
        { kind: 'image', operation },
        { ...IMAGE, operation: 'base' },
        {
          kind: 'file',
          operation: 'copy',
          inputs: [{ on: 1 }, { on: 0, content, selector: '/f' }],
        },
      ]);

    it('matches by itself afterwards', () => {
      const store = createKeyStore();
      const run = (snapshot: Snapshot, build: number): string => {
        const { vertices } = runBuild(store, snapshot, { mode: 'remember', build, digest });
        return vertices.map(({ verdict }) => verdict.charAt(0)).join('');
      };
      assert.equal(run(passing('stage one', 'same'), 0), 'mmm');
      assert.equal(run(passing('stage two', 'same'), 1), 'mhh');
      // Its content is not looked at any more: the definition leads there.
      assert.equal(run(passing('stage two', 'not asked'), 2), 'hhh');
    });
  });

  describe('the two keys of an image', () => {
    const image = (operation: string, layers: string): Node => ({
      kind: 'image',
      operation,
      layers,
    });
    const one = graph([image('A', 'l'), exec('one', 0)]);
    const two = graph([image('B', 'l'), exec('two', 0)]);

    it('finds steps of an image with the same layers and another configuration', () => {
      assert.equal(ask(one, graph([image('B', 'l'), exec('one', 0)])), 'HH');
      assert.equal(ask(one, graph([image('B', 'other'), exec('one', 0)])), 'MM');
    });

    it('does not ask for layers where the image itself is known, and so misses what stands on them only', () => {
      assert.equal(ask(one, two, graph([image('A', 'l'), exec('two', 0)])), 'HM');
    });

    it('knows layers only in the store of a graphdriver', () => {
      const nodes = (operation: string, text: string): readonly Node[] => [
        image(operation, 'l'),
        exec(text, 0),
      ];
      const builds = [nodes('A', 'one'), nodes('B', 'two'), nodes('A', 'two')];
      assert.equal(ask(...builds.map((build) => graph(build, GRAPHDRIVER))), 'HH');
    });
  });

  describe('a step that ignores the cache', () => {
    const ignored = (ignoreCache: boolean, content: string): Snapshot =>
      graph([IMAGE, LOCAL, { ...copy(0, content), ignoreCache }, exec('run', 2)]);

    it('misses, and so does what stands on it', () => {
      assert.equal(ask(ignored(false, 'x'), ignored(true, 'x')), 'H-MM');
    });

    it('leaves its result under the same key', () => {
      assert.equal(ask(ignored(false, 'x'), ignored(true, 'x'), ignored(false, 'x')), 'H-HH');
    });
  });

  it('runs two vertices with the same key once', () => {
    const twins = graph([IMAGE, LOCAL, copy(0, 'x'), copy(0, 'x')]);
    assert.equal(ask(graph([IMAGE]), twins), 'H-M=');
  });

  it('stores nothing of a step that could not run', () => {
    const broken = graph([IMAGE, LOCAL, copy(0, 'x'), exec('run', 2)]);
    const failed: Snapshot = { ...broken, content: {}, missing: { '2:1': ['/f'] } };
    assert.equal(ask(failed, broken), 'H-MM');
  });

  it('matches all keys of an input, selectors apart', () => {
    const mounts = (selector: string): Snapshot =>
      graph([IMAGE, { kind: 'exec', operation: 'run', inputs: [{ on: 0, selector }] }]);
    assert.equal(ask(mounts('/a'), mounts('/a')), 'HH');
    assert.equal(ask(mounts('/a'), mounts('/b')), 'HM');
  });
});
