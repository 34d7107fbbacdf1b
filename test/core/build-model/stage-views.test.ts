/** What holds at an instruction: environment, folder, user, and the accounts that the Dockerfile makes. */
import assert from 'node:assert/strict';
import type { InstructionView } from '../../../server/core/build-model/model.ts';
import { buildModel } from '../../../server/core/build-model/build-model.ts';

describe('accounts that RUN instructions make', () => {
  const table: readonly (readonly [string, string])[] = [
    ['useradd --uid 1000 app', 'app 1000:? /home/app'],
    ['useradd -u 1000 -m -s /bin/bash -c "the app" app', 'app 1000:? /home/app'],
    ['useradd -mu 1000 -d /srv/app app', 'app 1000:? /srv/app'],
    ['useradd -u 1000 -g 1001 app', 'app 1000:1001 /home/app'],
    ['groupadd --gid 1001 staff && useradd -u 1000 -g staff app', 'app 1000:1001 /home/app'],
    ['useradd --uid=1000 --home-dir=/app --system app', 'app 1000:? /app'],
    ['useradd -u $NUMBER app', 'app 1234:? /home/app'],
    ['useradd -u $MISSING app', ''],
    ['useradd -m app', ''],
    ['adduser --disabled-password --gecos "" --uid 1000 app', 'app 1000:? /home/app'],
    ['adduser --system --uid 1000 app', 'app 1000:? ?'],
    ['adduser --system --uid 1000 --home /app app', 'app 1000:? /app'],
    ['addgroup -g 1001 -S app && adduser -S -D -H -u 1000 -G app app', 'app 1000:1001 /home/app'],
    ['adduser -D -u 1000 -h /app -g "The App" app', 'app 1000:? /app'],
    ['useradd -u 1000 app && adduser app sudo', 'app 1000:? /home/app'],
    ['useradd -u 1000 app && usermod -u 2000 app', ''],
    ['/usr/sbin/useradd -u 1 one; useradd -u 2 two', 'one 1:? /home/one, two 2:? /home/two'],
  ];
  for (const [command, expected] of table)
    it(command, () => {
      const { userIds } = lastView(`FROM x\nARG NUMBER=1234\nRUN ${command}\nRUN end\n`);
      const rendered = [...userIds].map(
        ([name, ids]) => `${name} ${ids.uid}:${ids.gid ?? '?'} ${ids.home ?? '?'}`,
      );
      assert.equal(rendered.join(', '), expected);
    });
});

describe('what holds at an instruction', () => {
  it('follows ENV, ARG, WORKDIR and USER', () => {
    const view = lastView(
      'ARG BASE=1\nFROM x\nARG BASE\nENV A=$BASE B=b\nENV A=2$A\nWORKDIR /a\nWORKDIR b\nUSER app:staff\nRUN end\n',
    );
    const values = [...view.environment].map(([name, { value }]) => `${name}=${value}`);
    for (const value of ['BASE=1', 'A=21', 'B=b']) assert.ok(values.includes(value), value);
    assert.equal(view.environment.get('A')?.from?.line, 5);
    assert.equal(view.workdir, '/a/b');
    assert.equal(view.user, 'app:staff');
  });

  it('takes over what the parent stage leaves, and nothing of other stages', () => {
    const view = lastView(
      'FROM x AS base\nENV A=1\nARG B=2\nUSER app\nRUN useradd -u 5 app\nFROM y\nENV C=3\nFROM base\nRUN end\n',
    );
    assert.equal(view.environment.get('A')?.value, '1');
    assert.equal(view.environment.get('C'), undefined);
    assert.equal(view.user, 'app');
    assert.equal(view.userIds.get('app')?.uid, 5);
  });

  it('is the state before the instruction', () => {
    const [from] = buildModel({ text: 'FROM x\nENV A=1\n' }).stages;
    assert.equal(from!.instructions[0]!.environment.get('A'), undefined);
  });
});

function lastView(text: string): InstructionView {
  return buildModel({ text }).stages.at(-1)!.instructions.at(-1)!;
}
