/** The builds of a project for a terminal, one a line, and their arguments below. */
import path from 'node:path';
import type { Invocation } from '../../core/invocations/index.ts';
import type { DescribedBuild } from '../../protocol/report.ts';
import { count, painter } from '../../core/report/text/style.ts';

/** `compose.yaml:web  context ., target web, --build-arg PYTHON`. */
export function describeBuild(
  { id, dockerfile, context, target, args }: Invocation,
  cwd: string,
): string {
  const shown = (file: string) => path.relative(cwd, file).split(path.sep).join('/') || '.';
  const names = Object.keys(args);
  return [
    `${id}  ${shown(dockerfile)}`,
    `context ${shown(context)}`,
    ...(target === null ? [] : [`target ${target}`]),
    ...(names.length === 0 ? [] : [`arguments ${names.join(', ')}`]),
  ].join(', ');
}

export function buildsText(builds: readonly DescribedBuild[], color: boolean): string {
  const paint = painter(color);
  if (builds.length === 0) return 'No builds found: there is no Dockerfile here.\n';
  const blocks = builds.map(({ id, dockerfile, context, target, args, platforms, evidence }) => {
    const values = Object.entries(args).map(([name, value]) =>
      value === null ? `${name} (no value)` : `${name}=${value}`,
    );
    return [
      paint('bold', id),
      `  ${dockerfile}, context ${context}${target === null ? '' : `, target ${target}`}`,
      ...(values.length === 0 ? [] : [`  arguments ${values.join(', ')}`]),
      ...(platforms.length === 0 ? [] : [`  platforms ${platforms.join(', ')}`]),
      paint('dim', `  from ${evidence}`),
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n\n${count(builds.length, 'build')}.\n`;
}
