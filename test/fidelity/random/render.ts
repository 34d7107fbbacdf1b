/** Writes a random build down as a Dockerfile. */
import type { Body, Copy, Document, Line, Mount, RandomBuild, Run, Stage } from './model.ts';

export function renderDockerfile(build: RandomBuild): readonly string[] {
  return [
    ...build.globals.map(({ name, value }) => `ARG ${name}=${value}`),
    ...build.stages.flatMap(renderStage),
  ];
}

function renderStage({ base, name, lines }: Stage): readonly string[] {
  return [`FROM ${base}${name === '' ? '' : ` AS ${name}`}`, ...lines.flatMap(renderLine)];
}

export function renderLine({ style, body }: Line): readonly string[] {
  const [first = '', ...rest] = renderBody(body);
  const space = first.indexOf(' ');
  const [keyword, text] = [first.slice(0, space), first.slice(space + 1)];
  switch (style) {
    case 'plain':
      return [first, ...rest];
    case 'lower':
      return [`${keyword.toLowerCase()} ${text}`, ...rest];
    case 'comment':
      return ['# a comment', first, ...rest];
    case 'continued':
      return [`${keyword} \\`, '# inside', `  ${text}`, ...rest];
    case 'spaced':
      return [`  ${keyword}   ${text}  `.trimEnd(), ...rest];
  }
}

function renderBody(body: Body): readonly string[] {
  switch (body.kind) {
    case 'run':
      return renderRun(body);
    case 'copy':
      return [renderCopy(body)];
    case 'document':
      return renderDocument(body);
    case 'other':
      return [`${body.keyword} ${body.text}`];
  }
}

function renderRun({ form, command, mounts, network }: Run): readonly string[] {
  const flags = [
    ...mounts.map((mount) => `--mount=${renderMount(mount)}`),
    ...(network === '' ? [] : [`--network=${network}`]),
  ];
  const start = ['RUN', ...flags].join(' ');
  switch (form) {
    case 'shell':
      return [`${start} ${command.text}`];
    case 'exec':
      return [`${start} ${JSON.stringify(['/bin/sh', '-c', command.text])}`];
    case 'heredoc':
      return [`${start} <<EOF`, command.text, 'EOF'];
    case 'tabs':
      return [`${start} <<-END`, `\t${command.text}`, '\tEND'];
    case 'script':
      return [`${start} <<EOF`, '#!/bin/sh', '# in the script', command.text, 'EOF'];
  }
}

export function renderMount({ type, target, from, source, options }: Mount): string {
  const pairs = [
    ['from', from],
    ['source', source],
    ['target', target],
  ].filter(([, value]) => value !== '');
  return [`type=${type}`, ...pairs.map((pair) => pair.join('=')), ...options].join(',');
}

function renderCopy({ keyword, from, flags, sources, destination, form }: Copy): string {
  const words = [...sources, destination];
  const text = form === 'json' ? JSON.stringify(words).replaceAll('","', '", "') : words.join(' ');
  return [keyword, ...(from === '' ? [] : [`--from=${from}`]), ...flags, text].join(' ');
}

function renderDocument(body: Document): readonly string[] {
  const { name, quoted, flags, text, destination } = body;
  const word = quoted ? `<<"${name}"` : `<<${name}`;
  return [['COPY', ...flags, word, destination].join(' '), text, name];
}
