/** What a finding says of other files, for reports that have no place for it: a line each. */
import type { Finding } from '../../protocol/report.ts';

export function otherPlaces({ file, related }: Finding): readonly string[] {
  return related
    .filter((one) => one.file !== file)
    .map(
      ({ file: other, range, message }) =>
        `${other}:${String(range.start.line)}:${String(range.start.column)}: ${message}`,
    );
}
