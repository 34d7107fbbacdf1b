/** How a source that does not exist is told of: by the rule in the file, and by the forecast. */

export interface MissingSource {
  readonly keyword: 'COPY' | 'ADD' | 'RUN';
  /** As the user would write it: relative to the context, absolute in a stage. */
  readonly path: string;
  /** Where it was looked for, in words: "the build context", "stage `builder`". */
  readonly place: string;
  /** The ignore file that leaves it out; null where it does not exist. */
  readonly ignoredBy: string | null;
}

export function missingSourceMessage({ keyword, path, place, ignoredBy }: MissingSource): string {
  const verb = keyword === 'RUN' ? 'mounts' : 'names';
  const fault =
    ignoredBy === null
      ? `which does not exist in ${place}`
      : `which \`${ignoredBy}\` leaves out of ${place}`;
  return `\`${keyword}\` ${verb} \`${shortened(path)}\`, ${fault}.`;
}

/** `COPY app/*.md /x` where nothing matches, and no step takes anything else of the folder. */
export function unsentFolderMessage(keyword: string, pattern: string): string {
  const folder = pattern.slice(0, pattern.lastIndexOf('/'));
  return `\`${keyword}\` names \`${shortened(pattern)}\`, which matches nothing, and no step takes another file of \`${shortened(folder)}\`: the builder does not get the folder.`;
}

/** `COPY requirements.txt . # note`: BuildKit knows no comments after an instruction. */
export function trailingCommentMessage(keyword: string, word: string): string {
  return `\`${shortened(word)}\` starts no comment here: \`${keyword}\` takes it and the words after it as paths. Put the comment on a line of its own.`;
}

const LONGEST_PATH = 60;

function shortened(path: string): string {
  return path.length > LONGEST_PATH ? `…${path.slice(1 - LONGEST_PATH)}` : path;
}
