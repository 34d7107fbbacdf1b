/** The questions for a supposed change. */
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { pickPackage } from '../../../client/src/views/change-picks.ts';
import { whileAnswering } from './support.ts';

describe('the question which package changes', () => {
  /** The line with what is selected in it between brackets. */
  async function selected(line: string): Promise<string> {
    let box: vscode.InputBoxOptions = {};
    const choices = {
      requirements: [{ file: 'requirements.txt', installed: true, lines: [line] }],
      files: [],
      nLeftOut: 0,
      problem: null,
    };
    await whileAnswering(
      {
        showQuickPick: [(items) => (items as readonly unknown[])[0]],
        showInputBox: [(options) => void (box = options as vscode.InputBoxOptions)],
      },
      // Only what is typed is sent to the server.
      () => pickPackage(choices, {} as Parameters<typeof pickPackage>[1]),
    );
    const [start, end] = box.valueSelection ?? [0, 0];
    return `${line.slice(0, start)}[${line.slice(start, end)}]${line.slice(end)}`;
  }

  const cases = [
    'requests==[2.31.0]',
    'requests==[2.31.0] ; os_name == "nt"',
    'requests>=[2],<3',
    'numpy[]',
    'numpy[] ; python_version < "3"',
    'numpy[];python_version < "3"',
  ];
  for (const expected of cases) {
    it(`selects the version, or stands where it would be: ${expected}`, async () => {
      assert.equal(await selected(expected.replace(/[[\]]/g, '')), expected);
    });
  }
});
