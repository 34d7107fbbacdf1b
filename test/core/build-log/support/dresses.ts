/** What stands before (and around) the lines of a build log in CI systems, terminals and mails, as functions of a line. */

export type Dress = (line: string, index: number) => string;

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function seconds(index: number): string {
  return pad(index % 60);
}

const ESC = '\u001b';

export const DRESSES: Readonly<Record<string, Dress>> = {
  'GitHub Actions': (line, at) => `2026-01-05T10:11:${seconds(at)}.${pad(at, 7)}Z ${line}`,
  'GitHub Actions with groups': (line, at) =>
    `2026-01-05T10:11:12.${pad(at, 7)}Z ${/^#\d+ \[/.test(line) ? '##[group]' : ''}${line}`,
  'GitLab, two streams': (line, at) =>
    `2026-01-05T10:11:12.${pad(at, 6)}Z 01${at % 2 === 0 ? 'O' : 'E'} ${line}`,
  'GitLab, lines that go on': (line, at) => `2026-01-05T10:11:12.${pad(at, 6)}Z 00O+${line}`,
  'GitLab, sections': (line) => `section_start:1767607872:build\r${ESC}[0K${line}`,
  Jenkins: (line, at) => `[2026-01-05T10:11:12.${pad(at, 3)}Z] ${line}`,
  'Jenkins, clock': (line, at) => `[12:34:${seconds(at)}] ${line}`,
  'Jenkins, hidden notes': (line) => `${ESC}[8mha:////4AAAAA+x==${ESC}[0m${line}`,
  'Cloud Build': (line) => `Step #0 - "build": ${line}`,
  'Azure Pipelines': (line, at) => `2026-01-05T10:11:${seconds(at)}.1234567Z ${line}`,
  TeamCity: (line, at) => `[10:11:${seconds(at)}]${at % 2 === 0 ? 'W' : ' '}:\t [Step 1/2] ${line}`,
  Buildkite: (line, at) => `${ESC}_bk;t=${String(1767607872000 + at)}\u0007${line}`,
  werf: (line) => `│ │ app/dockerfile  ${line}`,
  'docker compose': (line) => `build-abc-1  | ${line}`,
  'docker logs --timestamps': (line, at) => `2026-01-05T10:11:12.${pad(at, 9)}Z ${line}`,
  'logfmt of a daemon': (line, n) =>
    `time="2026-01-05T10:11:${String(10 + (n % 50))}Z" level=info msg=${JSON.stringify(line)} stream=stderr`,
  'a list of Ansible': (line) => `        ${JSON.stringify(line)},`,
  'no-break spaces of a page': (line) => line.replaceAll(' ', '\u00a0'),
  'json-file': (line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr' }),
  Kubernetes: (line, at) => `2026-01-05T10:11:12.${pad(at, 9)}Z stderr F ${line}`,
  'kubectl logs --prefix': (line) => `[pod/build-abc/build] ${line}`,
  stern: (line) => `build-7d9f8-abcde docker ${line}`,
  Terraform: (line) => `module.app (local-exec): ${line}`,
  Packer: (line) => `==> docker.builder: ${line}`,
  syslog: (line, at) => `Jan  5 10:11:${seconds(at)} host docker[123]: ${line}`,
  'time and level': (line, at) =>
    `2026-01-05 10:11:${seconds(at)},${pad(at, 3)} ${at % 3 === 0 ? 'INFO' : 'ERROR'} build: ${line}`,
  'American time': (line, at) => `1/5/2026 9:${seconds(at)}:05 AM ${line}`,
  'Apache time': (line, at) => `05/Jan/2026:10:11:${seconds(at)} +0000 ${line}`,
  ctime: (line, at) => `[Mon Jan  5 10:11:${seconds(at)} 2026] ${line}`,
  epoch: (line, at) => `${String(1767607872 + at)}.${pad(at, 6)} ${line}`,
  'seconds since the start': (line, at) => `[${(at * 0.7).toFixed(3).padStart(9)}] ${line}`,
  'a clock without brackets': (line, at) => `12:34:${seconds(at)} ${line}`,
  'line numbers': (line, at) => `${String(at + 1).padStart(4)}: ${line}`,
  'grep -n': (line, at) => `build.log:${String(at + 1)}:${line}`,
  threads: (line, at) => `[thread-${String(at % 4)}] ${line}`,
  'a number of its own': (line) => `Build #123 [web] ${line}`,
  'two dresses': (line, at) => `2026-01-05T10:11:12.${pad(at, 7)}Z 10:11:12 web-1 | ${line}`,
  quoted: (line) => `> ${line}`,
  'quoted twice': (line) => `> > ${line}`,
  'quoted twice, tight': (line) => `>> ${line}`,
  'a list': (line) => `- ${line}`,
  indented: (line) => `    ${line}`,
  'indented by tabs': (line) => `\t\t${line}`,
  colors: (line) => `${ESC}[38;5;12m${line.slice(0, 3)}${ESC}[39m${line.slice(3)}${ESC}[0;m`,
  'cursor movements': (line) => `\r${ESC}[2K${ESC}[1G${line}${ESC}[?25l`,
  'spaces as cursor movements': (line) => line.replace(/ {2}/g, `${ESC}[2C`),
  'carriage returns': (line) => `${line}\r`,
  'doubled carriage returns': (line) => `${line}\r\r`,
  'NUL bytes': (line) => Array.from(line).join('\0'),
  'docker : ': (line) => `docker : ${line}`,
};

/** Cut at a width, in the middle of words too, as a terminal does. */
export function cutLine(line: string, width: number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at === 0 || at < line.length; at += width)
    pieces.push(line.slice(at, at + width));
  return pieces;
}

/** Wrapped between words, as PowerShell does; what is longer than a line is cut. */
export function wrapLine(line: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...pieces, rest];
}

/** What Windows PowerShell prints after the first line of a native program's error stream. */
export function errorRecord(message: string): readonly string[] {
  return [
    'At line:1 char:1',
    '+ docker build --progress=plain . 2>&1 | Tee-Object build.log',
    '+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~',
    `    + CategoryInfo          : NotSpecified: (${message.slice(0, 15)}...${message.slice(-15)}:String) [], RemoteExceptio `,
    '   n',
    '    + FullyQualifiedErrorId : NativeCommandError',
    ' ',
  ];
}
