/** Hover over a line of a requirements file: which images install it, and what that took the last time. */
import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { requirementHover, type InstallingImage } from '../../core/report/requirement-hover.ts';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import { formatLocalTime } from '../../node/local-time.ts';
import { commandLink } from '../convert/command-link.ts';
import { lineIndex, rangeOf } from '../convert/positions.ts';
import { placeOf } from '../../node/forecasting/index.ts';
import { baseFolder, type Session } from '../session.ts';
import { relativeName } from './forecast.ts';

/** As many as the lenses above the file. */
const N_IMAGES = 3;

export async function requirementsHover(
  session: Session,
  file: string,
  { document, offset }: { readonly document: TextDocument; readonly offset: number },
): Promise<Hover | null> {
  const text = document.getText();
  const requirement = parseRequirements(text).value.lines.find(
    ({ span }) => span.start <= offset && offset <= span.end,
  );
  if (requirement?.kind !== 'requirement') return null;
  const { name, normalizedName } = requirement;
  if (name === null || normalizedName === null) return null;
  const users = await session.project.installersOf(file);
  if (users.length === 0) return null;
  const images = users.slice(0, N_IMAGES).map(async (user): Promise<InstallingImage> => {
    const { dockerfile, invocation } = user;
    const subject = { place: placeOf(invocation), invocation };
    const found = await session.workbench.lastMeasured(subject, normalizedName);
    return {
      dockerfile: relativeName(baseFolder(session, dockerfile), dockerfile),
      measured: found && { when: formatLocalTime(found.started), timing: found.timing },
    };
  });
  const value = requirementHover({
    name,
    images: await Promise.all(images),
    nMore: Math.max(0, users.length - N_IMAGES),
  });
  const link = commandLink(
    session.client,
    'Show Build Timings',
    'layerForecast.showTimings',
    document.uri,
  );
  return {
    contents: { kind: MarkupKind.Markdown, value: `${value}${link}` },
    range: rangeOf(lineIndex(text), requirement.span),
  };
}
