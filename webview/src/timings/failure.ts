/** A failed build above its timeline: what the step said, the lines of the Dockerfile, the ways out. */
import type { BuildFailure, SourceLine, WayOut } from '../../../server/protocol/report.ts';
import type { TimingsViewMessage } from '../../../server/protocol/views.ts';
import { element, type Child } from '../shared/dom.ts';
import { icon, type IconName } from '../shared/icons.ts';
import { prose } from '../shared/prose.ts';

type Post = (message: TimingsViewMessage) => void;

/** More are in the log. */
const MOST_OUTPUT = 30;

export function drawFailure(failure: BuildFailure, post: Post): HTMLElement {
  const { message, reason, source, output, waysOut } = failure;
  return element(
    'section',
    { class: 'failure', 'aria-label': 'Why the build failed' },
    element(
      'div',
      { class: 'failure-head', role: 'alert' },
      icon('error'),
      element(
        'div',
        {},
        element('p', { class: 'failure-message' }, ...prose(message)),
        reason === null ? null : element('p', { class: 'failure-reason' }, reason),
      ),
    ),
    drawWaysOut(waysOut, post),
    source.length === 0 ? null : drawSource(failure, post),
    output.length === 0 ? null : drawOutput(output),
    failure.log === null
      ? null
      : button('Show the whole log', 'secondary', () => post({ kind: 'open-log' })),
  );
}

function drawWaysOut(waysOut: readonly WayOut[], post: Post): Child {
  if (waysOut.length === 0) return null;
  const first = waysOut.find(({ action }) => action !== null);
  return element(
    'div',
    { class: 'ways-out' },
    element('h2', {}, 'What you can do'),
    element('ul', {}, ...waysOut.map((one) => drawWayOut(one, one === first, post))),
  );
}

function drawWayOut({ id, text, action }: WayOut, isFirst: boolean, post: Post): HTMLElement {
  const act = (): void => post({ kind: 'take-way-out', id });
  const kind = isFirst ? 'primary' : 'secondary';
  return element(
    'li',
    {},
    element('p', {}, ...prose(text)),
    action?.kind === 'command' ? element('code', { class: 'command' }, action.command) : null,
    action === null
      ? null
      : button(
          action.kind === 'command' ? 'Type it into a terminal' : action.title,
          kind,
          act,
          ICONS[action.kind],
        ),
  );
}

const ICONS: Readonly<Record<'edit' | 'build' | 'command', IconName>> = {
  edit: 'edit',
  build: 'play',
  command: 'chevron',
};

/** Each line opens its place in the file. */
function drawSource({ source, file }: BuildFailure, post: Post): HTMLElement {
  return element(
    'div',
    { class: 'source', role: 'group', 'aria-label': `Lines of ${file ?? 'the Dockerfile'}` },
    ...source.map((one) => drawSourceLine(one, file, post)),
  );
}

function drawSourceLine(
  { line, text, failed }: SourceLine,
  file: string | null,
  post: Post,
): HTMLElement {
  const parts = [
    element('span', { class: 'source-line-number' }, String(line)),
    element('code', {}, text),
  ];
  const name = failed ? 'source-line failed' : 'source-line';
  if (file === null) return element('div', { class: name }, ...parts);
  const link = element(
    'button',
    { type: 'button', class: name, title: `Open ${file} line ${line}` },
    ...parts,
  );
  link.addEventListener('click', () => post({ kind: 'open', line }));
  return link;
}

function drawOutput(output: BuildFailure['output']): HTMLElement {
  const shown = output.slice(-MOST_OUTPUT);
  const text = element('pre', {}, shown.join('\n'));
  return element(
    'div',
    { class: 'output' },
    element('h2', {}, 'Its output ended with'),
    element(
      'div',
      { class: 'output-end', tabindex: 0, role: 'group', 'aria-label': 'Last lines of the output' },
      text,
    ),
  );
}

function button(
  text: string,
  kind: 'primary' | 'secondary',
  act: () => void,
  name?: IconName,
): HTMLElement {
  const made = element(
    'button',
    { type: 'button', class: kind },
    name === undefined ? null : icon(name),
    text,
  );
  made.addEventListener('click', act);
  return made;
}
