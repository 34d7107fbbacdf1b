/** What to say, in Markdown, of a line in a requirements file: who installs it, and what that took. */
import type { PackageTiming, PhaseKind } from '../../protocol/report.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import { codeMarkdown, plainMarkdown } from '../text/markdown.ts';

export interface RequirementHoverInput {
  /** As written. */
  readonly name: string;
  readonly images: readonly InstallingImage[];
  /** Images that install it beyond these. */
  readonly nMore: number;
}

export interface InstallingImage {
  /** Relative to the workspace folder. */
  readonly dockerfile: string;
  /** The newest build that did something with the package; null where none was recorded. */
  readonly measured: { readonly when: string; readonly timing: PackageTiming } | null;
}

export function requirementHover({ name, images, nMore }: RequirementHoverInput): string {
  const lines = images.map(
    ({ dockerfile, measured }) =>
      `- ${codeMarkdown(dockerfile)}: ${
        measured === null
          ? 'not measured yet'
          : `${measuredText(measured.timing)} in the build of ${plainMarkdown(measured.when)}`
      }`,
  );
  const more = nMore > 0 ? [`- and ${nMore} more`] : [];
  return [`**${plainMarkdown(name)}** is installed by`, '', ...lines, ...more].join('\n');
}

const PHASES: readonly (readonly [PhaseKind, string])[] = [
  ['resolve', 'resolve'],
  ['download', 'download'],
  ['build', 'build the wheel'],
  ['install', 'install'],
  ['other', 'other work'],
];

function measuredText(timing: PackageTiming): string {
  const version = timing.version === undefined ? '' : `${codeMarkdown(timing.version)} `;
  const seconds = PHASES.flatMap(([kind, word]) => {
    const own = timing.phases.filter((phase) => phase.kind === kind);
    const sum = own.reduce((all, phase) => all + phase.seconds, 0);
    // What takes no time to speak of is no news.
    return sum < 0.05 ? [] : [`${word} ${formatSeconds(sum)}`];
  });
  return `${version}${[...originText(timing), ...seconds].join(', ')}`;
}

function originText({ origin }: PackageTiming): readonly string[] {
  switch (origin) {
    case 'cached-wheel':
      return ['wheel from the cache'];
    case 'cached-download':
      return ['download from the cache'];
    case 'local':
      return ['a local file'];
    case 'satisfied':
      return ['already there'];
    case 'downloaded':
    case 'unknown':
      return [];
  }
}
