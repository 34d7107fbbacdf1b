/** The texts of a bake file: `${NAME}` with the values of its variables, and contexts that are no folders. */
import { openPart } from '../builds/open-text.ts';

/** `${NAME}`; an expression with functions or conditions is an open part. `$${` is written for `${`. */
export function interpolate(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$\{|\$\{([^{}]*)\}/g, (whole, expression?: string) => {
    if (expression === undefined) return '${';
    const name = expression.trim();
    if (/^"[^"]*"$/.test(name)) return name.slice(1, -1);
    if (whole === '') return whole;
    return variables.get(name) ?? openPart(/^\w+$/.test(name) ? name : '');
  });
}

/** `cwd://docker` is the folder `docker` of the working directory. */
export function withoutScheme(context: string): string {
  return context.replace(/^cwd:\/\//, './');
}
