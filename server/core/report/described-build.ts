/** An invocation as the report that leaves the product. */
import type { DescribedBuild } from '../../protocol/report.ts';
import type { Invocation } from '../invocations/index.ts';
import type { MaskedText } from '../../protocol/masked-text.ts';
import { isSecretName, MASK, maskCredentials } from '../text/mask.ts';

/** `shown`: the path of a file or folder, relative to the working directory. */
export function describedBuild(
  invocation: Invocation,
  shown: (file: string) => string,
): DescribedBuild {
  const { id, dockerfile, context, target, args, unset, platforms, source, evidence } = invocation;
  const { file, line, name } = source;
  const values = Object.entries(args).map(([key, value]): readonly [string, MaskedText] => [
    key,
    isSecretName(key) && value !== '' ? MASK : maskCredentials(value),
  ]);
  return {
    id,
    dockerfile: shown(dockerfile),
    context: maskCredentials(shown(context)),
    target,
    args: Object.fromEntries<MaskedText | null>([
      ...values,
      ...unset.map((key) => [key, null] as const),
    ]),
    platforms,
    source: {
      file: shown(file),
      ...(line === undefined ? {} : { line }),
      ...(name === undefined ? {} : { name }),
    },
    evidence: maskCredentials(evidence),
  };
}
