/**
 * What CI systems, shells and people put before a line of a build log, reduced to what stays the same from line to line:
 * `2026-01-05T10:11:12.1234567Z 01O `, `Step #0 - "build": `, `│ │ app/dockerfile  `, `[10:11:12] `, `> `. Lines of one
 * build have one key, and builds that run at the same time, each with its own prefix, have several.
 */

/** Stands for a time in a key. */
const TIME_SIGN = '\u23f1';

const ZONE = String.raw`(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w:]))?`;
const CLOCK = String.raw`\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?[AaPp][Mm]\b)?`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const TIME_FORMS: readonly string[] = [
  // 2026-01-05T10:11:12.1234567Z, 2026/01/05 10:11:12,345, 2026-01-05 10:11:12 +0100
  String.raw`\d{4}[-/.]\d\d[-/.]\d\d[T _:]${CLOCK}${ZONE}`,
  // 05/Jan/2026:10:11:12 +0000, 1/5/2026 10:11:12 AM
  String.raw`\b\d{1,2}[-/.](?:\d{1,2}|${MONTH})[-/.]\d{2,4}[T ,:]{1,2}${CLOCK}${ZONE}`,
  // Mon Jan  5 10:11:12 2026, Jan 05 10:11:12
  String.raw`(?:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?\b${MONTH} {1,2}\d{1,2},?(?: \d{4},?)? ${CLOCK}${ZONE}(?: \d{4}\b)?`,
  // 5 Jan 2026 10:11:12
  String.raw`\b\d{1,2} ${MONTH} \d{4},? ${CLOCK}${ZONE}`,
  // 10:11:12, 00:00:12.345, 10:11 AM
  String.raw`(?<![\w.:-])${CLOCK}(?![\w:])${ZONE}`,
  // 1767607872, 1767607872.123456, 1767607872123
  String.raw`(?<![\w.-])\d{10,19}(?:\.\d{1,9})?(?![\w.-])`,
  // 12s, +1.5s, 340ms, 1m12s
  String.raw`(?<![\w.-])\+?(?:\d{1,3}h ?)?(?:\d{1,3}m ?)?\d{1,9}(?:\.\d{1,9})?(?:ms|s)(?![\w-])`,
];
const TIME = new RegExp(TIME_FORMS.join('|'), 'g');
/** Seconds since the start, as `ts` and the kernel write them: `[   12.345678] `, `12.345 `. */
const ELAPSED = /^(\s*\[?\s*)\+?\d{1,9}\.\d{1,9}(?=[\]\s])/;
/** GitLab's number and kind of the stream, and whether the line goes on: ` 01O `, ` 00E+`. */
const GITLAB_STREAM = new RegExp(`(${TIME_SIGN}) [0-9a-f]{2}[OE](?:[ +]|$)`);
/** The same build can print at several levels, on both streams. `F` and `P` are Kubernetes' own. */
const LEVEL =
  /\b(?:trace|debug|info|notice|warn|warning|error|err|fatal|stdout|stderr)\b(?: [FP](?= |$))?/gi;
/** TeamCity's level after the time: `[10:11:12]W: `, `[10:11:12]i: `. */
const TEAMCITY_LEVEL = new RegExp(`(\\[${TIME_SIGN}\\]) ?[A-Za-z]?: ?`);
/** Marks that open or close what a viewer folds or colors: `##[group]`, `##[error]`, `::group::`. */
const FOLD_MARK = /##\[\w{1,20}\]|::\w{1,20}::/g;
/** PowerShell names the program where an error record begins: `docker : `, `C:\bin\docker.exe : `. */
const POWERSHELL_PROGRAM =
  /(?:^|\s)(?:\S*[\\/])?(?:docker|docker-compose|docker-buildx|buildx|buildctl|nerdctl|podman|make|cmd|pwsh|powershell|bash|sh|wsl)(?:\.exe)? : $/i;

export function dressKey(prefix: string): string {
  return prefix
    .replace(POWERSHELL_PROGRAM, ' ')
    .replace(FOLD_MARK, '')
    .replace(TIME, TIME_SIGN)
    .replace(ELAPSED, `$1${TIME_SIGN}`)
    .replace(GITLAB_STREAM, '$1 ')
    .replace(TEAMCITY_LEVEL, '$1')
    .replace(LEVEL, '')
    .replace(/\s+/g, ' ')
    .trim();
}

export function endsWithTime(key: string): boolean {
  return key.replace(/[\])|: ]+$/, '').endsWith(TIME_SIGN);
}

const LEADING_TIME = new RegExp(
  String.raw`^\s{0,40}[[(]?(?:${TIME_FORMS.join('|')})[\])]?(?: [0-9a-f]{2}[OE](?=[ +]))?[ +\t]?`,
);

/** The time that a line begins with, as it stands there, with GitLab's stream after it; empty where there is none. */
export function leadingTime(line: string): string {
  const start = line.slice(0, 120);
  return LEADING_TIME.exec(start)?.[0] ?? '';
}

/** How GitLab marks a line that continues the one before it on the same stream: `2026-…Z 01O+`. */
const GITLAB_CONTINUED = new RegExp(
  String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z ([0-9a-f]{2}[OE])([ +]|$)`,
);

export function gitlabStream(
  line: string,
): { readonly stream: string; readonly continues: boolean; readonly length: number } | null {
  const match = GITLAB_CONTINUED.exec(line);
  if (!match) return null;
  return { stream: match[1] ?? '', continues: match[2] === '+', length: match[0].length };
}
