/**
 * Syntax findings of dockerfile-utils, less those that BuildKit does not share: the package's parser is older than some
 * of what BuildKit reads. Its findings are LSP diagnostics, which is why it lives here and not in core.
 */
import { ValidationCode, ValidationSeverity, validate } from 'dockerfile-utils';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Dockerfile } from '../core/syntax/dockerfile/model.ts';

/** Advice about taste or about an older Docker: not syntax, and often contrary to how people write today. */
const OFF = {
  deprecatedMaintainer: ValidationSeverity.IGNORE,
  directiveCasing: ValidationSeverity.IGNORE,
  emptyContinuationLine: ValidationSeverity.IGNORE,
  instructionCasing: ValidationSeverity.IGNORE,
  instructionCmdMultiple: ValidationSeverity.WARNING,
  instructionEntrypointMultiple: ValidationSeverity.WARNING,
  instructionHealthcheckMultiple: ValidationSeverity.WARNING,
  instructionJSONInSingleQuotes: ValidationSeverity.WARNING,
  instructionWorkdirRelative: ValidationSeverity.IGNORE,
} as const;

/** The package does not know every flag that BuildKit takes; core reports unknown ones by BuildKit's own list. */
const FALSE_ALARMS: readonly number[] = [
  ValidationCode.UNKNOWN_ADD_FLAG,
  ValidationCode.UNKNOWN_COPY_FLAG,
  ValidationCode.UNKNOWN_FROM_FLAG,
  ValidationCode.UNKNOWN_HEALTHCHECK_FLAG,
];

export function lintSyntax(text: string, dockerfile: Dockerfile): readonly Diagnostic[] {
  const bodies = dockerfile.instructions.filter((one) => one.heredocs.length > 0);
  return validate(text, OFF)
    .filter((diagnostic) => {
      if (typeof diagnostic.code === 'number' && FALSE_ALARMS.includes(diagnostic.code))
        return false;
      const line = diagnostic.range.start.line + 1;
      // Heredoc bodies are text for a shell or a file: what the package makes of them is noise.
      return !bodies.some((one) => line > one.line && line <= one.endLine);
    })
    .map((diagnostic) => ({ ...diagnostic, source: 'dockerfile-utils' }));
}
