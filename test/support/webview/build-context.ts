/** What a build sends of its contexts, for the Layer Forecast view: an ordinary one, and one with all there is to say. */
import { contextHeadline, amountText } from '../../../server/core/report/context-headline.ts';
import type {
  ContextEntrySize,
  ContextReport,
  LocalContext,
} from '../../../server/protocol/report.ts';
import type { ContextView } from '../../../server/protocol/requests.ts';
import { masked } from '../masked.ts';

const ASKED = { line: 8, instruction: 'COPY', text: masked('COPY . .') };
const FIRST = { line: 3, instruction: 'COPY', text: masked('COPY requirements.txt .') };

function entry(path: string, files: number, bytes: number): ContextEntrySize {
  const kind = path.endsWith('/') ? 'folder' : 'file';
  const askedBy = path === 'requirements.txt' ? [FIRST, ASKED] : [ASKED];
  return { path: path.replace(/\/$/, ''), kind, files, bytes, askedBy };
}

const CONTEXT: LocalContext = {
  ...{ name: 'context', folder: '.', ignoreFile: null, isWhole: true },
  askedBy: [FIRST, ASKED],
  sent: { files: 8120, bytes: 412_000_000 },
  total: { files: 8120, bytes: 412_000_000 },
  largest: [
    entry('.git/', 1204, 300_000_000),
    entry('node_modules/', 6420, 90_000_000),
    entry('data/model.bin', 1, 20_000_000),
    entry('services/accounting/backend/tests/fixtures/recorded-answers-of-the-bank/', 12, 812_000),
    entry('requirements.txt', 1, 412),
  ],
  rest: { files: 482, bytes: 1_187_588 },
  hints: [
    {
      ...{ pattern: '.git', files: 1204, bytes: 300_000_000 },
      message: masked(
        '.git (the history of git, 300 MB) is sent. If the build does not read it, add `.git` at the end of .dockerignore.',
      ),
    },
  ],
};

const SHARED: LocalContext = {
  ...CONTEXT,
  ...{ name: 'shared', folder: '../shared', hints: [], rest: { files: 0, bytes: 0 } },
  sent: { files: 1, bytes: 1000 },
  largest: [entry('lib/a.py', 1, 1000)],
};

function viewOf(contexts: readonly LocalContext[], rest: Partial<ContextReport> = {}): ContextView {
  const report: ContextReport = {
    ...{ version: 1, dockerfile: 'examples/api/Dockerfile', target: '', contexts },
    invocation: { id: 'a', source: 'Dockerfile', evidence: masked('the command line') },
    sent: {
      files: contexts.reduce((sum, { sent }) => sum + sent.files, 0),
      bytes: contexts.reduce((sum, { sent }) => sum + sent.bytes, 0),
    },
    ...{ elsewhere: [], problems: [], ...rest },
  };
  const { sent } = report;
  return {
    report,
    amount: sent.files === 0 ? 'nothing is sent' : amountText(sent),
    headline: contextHeadline(report),
  };
}

export const LARGE_CONTEXT = viewOf([CONTEXT]);

export const NOTHING_SENT = viewOf([
  { ...CONTEXT, askedBy: [], largest: [], hints: [], sent: { files: 0, bytes: 0 } },
]);

export const SEVERAL_CONTEXTS = viewOf([CONTEXT, SHARED], {
  elsewhere: [{ name: 'tools', source: masked('docker-image://alpine') }],
  problems: [{ file: 'secret', message: masked('Cannot read secret: permission is denied.') }],
});
