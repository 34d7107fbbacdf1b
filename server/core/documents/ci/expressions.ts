/**
 * What CI systems put into a text before a shell or a step sees it: `${{ … }}` of GitHub, `$(name)` of Azure, and their
 * like. What cannot be known becomes an open part.
 */
import { openPart } from '../builds/open-text.ts';

/** Value of a name such as `matrix.image`; undefined where it is not known. */
export type Lookup = (name: string) => string | undefined;

/** `${{ matrix.image }}`, `${{ inputs.file || 'Dockerfile' }}`. */
export function replaceGithub(text: string, lookup: Lookup): string {
  return text.replace(/\$\{\{([^}]*(?:\}(?!\})[^}]*)*)\}\}/g, (_, expression: string) =>
    githubValue(expression.trim(), lookup),
  );
}

/** `$(Build.SourcesDirectory)` and `${{ parameters.x }}`; other `$( )` are the shell's. */
export function replaceAzure(text: string, lookup: Lookup): string {
  const outer = text.replace(/\$\{\{([^}]*)\}\}/g, (_, expression: string) => {
    const name = expression.trim().replace(/^variables(?:\.|\[')|'\]$/g, '');
    return lookup(name) ?? openPart(name);
  });
  return outer.replace(/\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string) => {
    const value = lookup(name);
    if (value !== undefined) return value;
    return /^(?:pwd|date|whoami|nproc|hostname)$/.test(name) ? whole : openPart(name);
  });
}

/** `<< parameters.x >>` of CircleCI, `{{.NAME}}` of Task, `{{ name }}` of just. */
export function replaceBraces(text: string, braces: RegExp, lookup: Lookup): string {
  return text.replace(braces, (_, expression: string) => {
    const name = expression.trim().replace(/^\./, '');
    const literal = /^(["'])([^"']*)\1$/.exec(name);
    return literal?.[2] ?? lookup(name) ?? openPart(name);
  });
}

function githubValue(expression: string, lookup: Lookup): string {
  const [first = '', ...others] = expression.split('||').map((part) => part.trim());
  const value = githubOperand(first, lookup);
  if (others.length === 0) return value ?? openPart(first);
  if (value !== undefined && value !== '') return value;
  // The person who starts the workflow may give another value; the literal is the default.
  return githubValue(others.join('||'), lookup);
}

function githubOperand(text: string, lookup: Lookup): string | undefined {
  const literal = /^'((?:[^']|'')*)'$/.exec(text);
  if (literal) return (literal[1] ?? '').replaceAll("''", "'");
  if (/^\d+$|^(?:true|false)$/.test(text)) return text;
  return /^[\w.-]+$/.test(text) ? lookup(text) : undefined;
}
