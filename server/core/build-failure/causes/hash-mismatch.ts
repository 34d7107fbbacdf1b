/** pip's `--require-hashes`: a file has another hash than the requirements file says, or the file says none. */
import { advice, editOf, lineWith, replacement, requirementLines, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

export const hashMismatch: FindCause = (scene) => otherHash(scene) ?? noHash(scene);

/** `    six==1.16.0 from https://…/six-1.16.0.whl (from -r requirements.txt (line 1)):` */
const PACKAGE = /^\s+([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?[^\s]* from /;
const EXPECTED = /^\s+(?:Expected|or) (sha256|sha384|sha512) ([0-9a-f]+)/;
const GOT = /^\s+Got\s+([0-9a-f]+)/;

const otherHash: FindCause = (scene) => {
  const at = scene.output.findIndex((line) =>
    line.includes('THESE PACKAGES DO NOT MATCH THE HASHES'),
  );
  if (at < 0) return null;
  let name = '';
  let expected: { readonly algorithm: string; readonly digest: string }[] = [];
  let got = '';
  for (const line of scene.output.slice(at + 1)) {
    const found = PACKAGE.exec(line)?.[1];
    if (found !== undefined) {
      name = found;
      expected = [];
    }
    const [, algorithm = '', digest = ''] = EXPECTED.exec(line) ?? [];
    if (digest !== '') expected.push({ algorithm, digest });
    got = GOT.exec(line)?.[1] ?? '';
    if (got !== '') break;
  }
  const reason = `ERROR: ${name === '' ? 'A package' : name} has another hash than the requirements file says.`;
  const check = advice(
    'Find out first why the hash differs. A new version or an index that builds wheels itself is harmless; a changed file of the same version is not.',
  );
  const change = changeHash(scene, name, expected, got);
  return { kind: 'hash-mismatch', reason, waysOut: change === null ? [check] : [check, change] };
};

function changeHash(
  scene: FailureScene,
  name: string,
  expected: readonly { readonly algorithm: string; readonly digest: string }[],
  got: string,
): SceneWayOut | null {
  const [only] = expected;
  if (only === undefined || got === '') return null;
  for (const { file } of requirementLines(scene, name)) {
    const written = `--hash=${only.algorithm}:${only.digest}`;
    const start = file.text.indexOf(written);
    if (start < 0) continue;
    const span = { start, end: start + written.length };
    const added = `--hash=${only.algorithm}:${got}`;
    // Other files of the release may be meant by the hashes that are there.
    return wayOut(
      `If the file is the right one, take its hash into ${file.file}.`,
      editOf(`Replace the hash of ${name} in ${file.file}`, file, [replacement(span, added)]),
    );
  }
  return null;
}

const MISSING = /Hashes are required in --require-hashes mode/;
/** `    six==1.16.0 --hash=sha256:8abb…` */
const SUGGESTED = /^\s+([A-Za-z0-9][\w.-]*)==(\S+) (--hash=sha256:[0-9a-f]+)/;

const noHash: FindCause = (scene) => {
  const reason = lineWith(scene.output, MISSING);
  if (reason === null) return null;
  const waysOut = scene.output.flatMap((line): SceneWayOut[] => {
    const [, name = '', version = '', hash = ''] = SUGGESTED.exec(line) ?? [];
    const found = requirementLines(scene, name);
    const [first] = found;
    if (name === '' || first === undefined || found.length > 1) return [];
    const { end } = first.requirement.span;
    return [
      wayOut(
        `${first.file.file} has hashes, so every package needs one. The index gave ${name} ${version} with this one.`,
        editOf(`Add the hash of ${name} to ${first.file.file}`, first.file, [
          replacement({ start: end, end }, ` ${hash}`),
        ]),
      ),
    ];
  });
  const write = advice(
    '`pip-compile --generate-hashes` or `uv pip compile --generate-hashes` writes all of them.',
  );
  return { kind: 'hash-mismatch', reason: shortened(reason), waysOut: [...waysOut, write] };
};

/** pip explains itself for several lines in one. */
function shortened(reason: string): string {
  return reason.replace(/\. .*$/, '.');
}
