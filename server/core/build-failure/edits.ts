/** The edits that ways out are made of. */
import type { Instruction } from '../syntax/dockerfile/model.ts';
import { parseRequirements, type RequirementLine } from '../syntax/requirements/index.ts';
import type { TextEdit } from '../text/edits.ts';
import type { Span } from '../text/span.ts';
import type { FailureScene, SceneAction, SceneWayOut, TextFile } from './model.ts';

export function editOf(title: string, file: TextFile, edits: readonly TextEdit[]): SceneAction {
  return { kind: 'edit', title, file, edits };
}

/** A way out that is only a sentence. */
export function advice(text: string): SceneWayOut {
  return { text, action: null };
}

export function wayOut(text: string, action: SceneAction | null): SceneWayOut {
  return { text, action };
}

/** A line above an instruction, and above the comments that belong to it. */
export function lineAbove({ text }: TextFile, instruction: Instruction, line: string): TextEdit {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  let start = instruction.span.start;
  for (;;) {
    const before = text.slice(0, start);
    const comment = /(?:^|\n)([ \t]*#[^\n]*\n)$/.exec(before);
    // A directive of the parser has to stay at the top.
    if (comment?.[1] === undefined || /^\s*#\s*(?:syntax|escape|check)\s*=/i.test(comment[1]))
      break;
    start -= comment[1].length;
  }
  return { span: { start, end: start }, newText: `${line}${lineEnd}` };
}

export function replacement(span: Span, newText: string): TextEdit {
  return { span, newText };
}

export interface FoundRequirement {
  readonly file: TextFile;
  readonly requirement: RequirementLine;
}

/** The lines of the step's requirements files that ask for a package (PEP 503 name). */
export function requirementLines(scene: FailureScene, name: string): readonly FoundRequirement[] {
  const wanted = normalized(name);
  return scene.requirements.flatMap((file) =>
    parseRequirements(file.text).value.lines.flatMap((line) =>
      line.kind === 'requirement' && line.normalizedName === wanted
        ? [{ file, requirement: line }]
        : [],
    ),
  );
}

/**
 * Other versions of a package: in the one line of a requirements file that asks for it, else in the failed instruction,
 * where `written` (`flask==9`) stands once. Null where the place is not certain.
 */
export function versionEdit(
  scene: FailureScene,
  {
    name,
    written,
    specifier,
  }: { readonly name: string; readonly written: string; readonly specifier: string },
): SceneAction | null {
  const found = requirementLines(scene, name);
  const [first] = found;
  if (first !== undefined) {
    const { specifierSpan, hashes, line } = first.requirement;
    // Hashes belong to the version.
    if (found.length > 1 || specifierSpan === null || hashes.length > 0) return null;
    const title = `Change ${first.file.file} line ${String(line)} to ${name}${specifier}`;
    return editOf(title, first.file, [replacement(specifierSpan, specifier)]);
  }
  const { failing, dockerfile } = scene;
  if (failing === null || dockerfile === null) return null;
  const { start, end } = failing.instruction.span;
  const text = dockerfile.text.slice(start, end);
  const at = text.indexOf(written);
  if (at < 0 || text.includes(written, at + 1)) return null;
  // `<` and `>` would redirect where the word stands without quotes.
  const isQuoted = /["']/.test(text[at - 1] ?? '');
  const asked = `${name}${specifier}`;
  const newText = isQuoted || !/[<>!~*]/.test(specifier) ? asked : `"${asked}"`;
  const span = { start: start + at, end: start + at + written.length };
  const title = `Change line ${String(failing.instruction.line)} to ${asked}`;
  return editOf(title, dockerfile, [replacement(span, newText)]);
}

export function normalized(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** The first line that one of the patterns matches, without blanks at its ends. */
export function lineWith(lines: readonly string[], pattern: RegExp): string | null {
  return lines.find((line) => pattern.test(line))?.trim() ?? null;
}
