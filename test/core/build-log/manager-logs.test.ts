/**
 * What uv, apt, npm and go print inside a step: real logs, with what is read of each in the file beside it. Those files
 * are written with UPDATE_FIXTURES=1; what must hold of any log is asserted here.
 */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BuildStep } from '../../../server/protocol/report.ts';
import { logText, loggedSteps, shownSteps } from './support/logged-steps.ts';

const root = path.resolve(import.meta.dirname, '../../fixtures/build-logs');
const logs = ['apt', 'go', 'mixed', 'npm', 'uv'].flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.log'))
    .map((name) => `${folder}/${name}`),
);

describe('the output of package managers', () => {
  for (const log of logs) {
    const text = logText(log);
    const steps = loggedSteps(text);

    it(`${log}: phases and packages of each step`, () => {
      const shown = shownSteps(steps);
      const file = log.replace(/\.log$/, '.txt');
      if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(path.join(root, file), shown);
      assert.equal(shown, logText(file));
    });

    it(`${log}: every package that is said to be installed is known with its version`, () => {
      const known = new Set(
        steps.flatMap(({ packages }) =>
          packages.map(({ manager, name, version }) => `${manager} ${name} ${version ?? ''}`),
        ),
      );
      const said = [
        ...[...text.matchAll(/^#\d+ [\d.]+ {2}[+~] (\S+)==(\S+)$/gm)].map(
          ([, name, version]) => `uv ${name ?? ''} ${version ?? ''}`,
        ),
        ...[...text.matchAll(/^#\d+ [\d.]+ Setting up ([^\s:]+)(?::\S+)? \((\S+)\)/gm)].map(
          ([, name, version]) => `apt ${name ?? ''} ${version ?? ''}`,
        ),
        ...[...text.matchAll(/^#\d+ [\d.]+ go: downloading (\S+) (v\S+)$/gm)].map(
          ([, name, version]) => `go ${name ?? ''} ${version ?? ''}`,
        ),
      ];
      assert.notEqual(known.size, 0);
      assert.deepEqual(
        said.filter((one) => !known.has(one)),
        [],
      );
    });

    it(`${log}: phases are inside their step`, () => {
      for (const step of steps) {
        const last = step.start + step.seconds + 0.0015;
        for (const phase of phasesOf(step)) {
          assert.ok(phase.start >= step.start, `${step.name}: ${phase.label}`);
          assert.ok(phase.start + phase.seconds <= last, `${step.name}: ${phase.label}`);
        }
      }
    });
  }

  it('npm: tells as many packages as it adds, where it tells them', () => {
    for (const log of logs.filter((name) => name.startsWith('npm/'))) {
      const told = loggedSteps(logText(log)).filter(({ packages }) => packages.length > 0);
      assert.notEqual(told.length, 0);
      for (const { name, packages, phases } of told) {
        const added = /^install (\d+) package/.exec(phases[0]?.label ?? '')?.[1];
        assert.equal(packages.length, Number(added), name);
      }
    }
  });

  it('apt: reading one line after the other, no second has two owners', () => {
    for (const log of logs.filter((name) => name.startsWith('apt/')))
      for (const step of loggedSteps(logText(log))) {
        const sum = phasesOf(step).reduce((all, { seconds }) => all + seconds, 0);
        assert.ok(sum <= step.seconds + 0.05, step.name);
      }
  });
});

function phasesOf({ phases, packages }: BuildStep): BuildStep['phases'] {
  return [...phases, ...packages.flatMap((one) => one.phases)];
}
