/** Below the steps: the files that the build sends to the builder, what makes them large, and which line asks for them. */
import { formatBytes, formatCount } from '../../../server/protocol/bytes.ts';
import type { ContextEntrySize, LocalContext } from '../../../server/protocol/report.ts';
import type { ContextView } from '../../../server/protocol/requests.ts';
import { element, type Child } from '../shared/dom.ts';
import { prose } from '../shared/prose.ts';

export interface ContextHandlers {
  /** Null in a page outside an editor, as both. */
  readonly open: ((file: string, line: number) => void) | null;
  readonly openEntry: ((path: string, isFolder: boolean) => void) | null;
  readonly isOpen: boolean;
  readonly toggled: (isOpen: boolean) => void;
}

export function drawContext(view: ContextView | null, how: ContextHandlers): readonly Child[] {
  if (view === null) return [];
  const { report, amount, headline } = view;
  const details = element(
    'details',
    { open: how.isOpen },
    element(
      'summary',
      {},
      'Build context: ',
      element('strong', {}, amount),
      headline.startsWith(amount)
        ? element('span', { class: 'context-more' }, headline.slice(amount.length))
        : null,
    ),
    report.sent.files === 0
      ? element('p', {}, headline)
      : element('p', {}, 'A first build sends this. Later builds send only files that changed.'),
    ...report.contexts.flatMap((context) =>
      drawFolder(context, report.dockerfile, report.contexts.length > 1, how),
    ),
    ...report.elsewhere.map(({ name, source }) =>
      element('p', {}, `${name} is ${source}: the builder gets it itself.`),
    ),
    ...report.problems.map(({ message }) => element('p', {}, ...prose(message))),
  );
  details.addEventListener('toggle', () => how.toggled(details.open));
  return [details];
}

function drawFolder(
  context: LocalContext,
  dockerfile: string,
  isNamed: boolean,
  how: ContextHandlers,
): readonly Child[] {
  const { name, folder, largest, rest, hints } = context;
  if (largest.length === 0) return [];
  const title = `${name === 'context' ? 'Build context' : `Context ${name}`} (${folder})`;
  const rows = largest.map((entry) => drawEntry(context, entry, dockerfile, how));
  return [
    element(
      'table',
      { class: 'steps context-entries' },
      element('caption', { class: isNamed ? 'shown' : null }, title),
      element('thead', {}, element('tr', {}, ...HEADS.map(([text, look]) => head(text, look)))),
      element('tbody', {}, ...rows, rest.files === 0 ? null : drawRest(rest)),
    ),
    ...hints.map(({ message }) => element('p', { class: 'hint' }, ...prose(message))),
  ];
}

const HEADS = [
  ['path', null],
  ['asked for by', null],
  ['files', 'figure'],
  ['size', 'figure'],
] as const;

function head(text: string, look: string | null): HTMLElement {
  return element('th', { scope: 'col', class: look }, text);
}

function drawEntry(
  { folder }: LocalContext,
  { path, kind, files, bytes, askedBy }: ContextEntrySize,
  dockerfile: string,
  { open, openEntry }: ContextHandlers,
): HTMLElement {
  const isFolder = kind === 'folder';
  const text = isFolder ? `${path}/` : path;
  const [first, ...more] = askedBy;
  const full = folder === '.' ? path : `${folder}/${path}`;
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      link(text, full, openEntry && (() => openEntry(full, isFolder))),
    ),
    element(
      'td',
      { class: 'asked' },
      first === undefined
        ? null
        : link(`line ${first.line}`, first.text, open && (() => open(dockerfile, first.line))),
      more.length === 0 ? null : ` and ${more.length} more`,
    ),
    element('td', { class: 'figure' }, formatCount(files)),
    element('td', { class: 'figure' }, formatBytes(bytes)),
  );
}

function drawRest({ files, bytes }: LocalContext['rest']): HTMLElement {
  return element(
    'tr',
    { class: 'rest' },
    element('th', { scope: 'row' }, 'everything else'),
    element('td'),
    element('td', { class: 'figure' }, formatCount(files)),
    element('td', { class: 'figure' }, formatBytes(bytes)),
  );
}

function link(text: string, title: string, follow: (() => void) | null): HTMLElement {
  if (follow === null) return element('span', { class: 'context-path', title }, text);
  const made = element('a', { href: '#', class: 'context-path', title }, text);
  made.addEventListener('click', (event) => {
    event.preventDefault();
    follow();
  });
  return made;
}
