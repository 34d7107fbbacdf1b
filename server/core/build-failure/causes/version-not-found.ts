/** The index does not have what is asked for (pip, uv, npm). */
import { advice, editOf, lineWith, replacement, versionEdit, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

/** `ERROR: Could not find a version that satisfies the requirement flask==9 (from versions: 3.1.1, 3.1.2)` */
const NO_VERSION =
  /Could not find a version that satisfies the requirement ([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([^\s(]*).*\(from versions: (.*)\)/;
const NO_MATCH =
  /No matching distribution found for|No matching version found for|there is no version of|was not found in the package registry|unsatisfiable/;

export const versionNotFound: FindCause = (scene) => {
  const reason =
    lineWith(scene.output, /No matching distribution found for/) ??
    lineWith(scene.output, NO_MATCH);
  if (reason === null) return null;
  const match = scene.output.map((line) => NO_VERSION.exec(line)).find((one) => one !== null);
  const [, name = '', specifier = '', listed = ''] = match ?? [];
  const versions = listed === 'none' || listed === '' ? [] : listed.split(', ');
  return {
    kind: 'version-not-found',
    reason,
    waysOut: [
      ...newerPython(scene, specifier),
      ...otherVersion(scene, { name, specifier, versions }),
    ],
  };
};

function otherVersion(
  scene: FailureScene,
  {
    name,
    specifier,
    versions,
  }: { readonly name: string; readonly specifier: string; readonly versions: readonly string[] },
): readonly SceneWayOut[] {
  if (name === '')
    return [advice('Check the name and the version, and which index the step asks.')];
  const best = nearestVersion(specifier, versions);
  if (best === null) {
    return [
      advice(
        `The index has nothing of \`${name}\` that fits this Python and platform. Check the name, and which index the step asks.`,
      ),
    ];
  }
  const written = `${name}${specifier}`;
  const action = versionEdit(scene, { name, written, specifier: `==${best}` });
  return [
    wayOut(
      `The index has no \`${written}\`. The nearest version that fits this Python is ${best}.`,
      action,
    ),
  ];
}

/** The newest of the same series, else the newest of all. pip lists them oldest first. */
function nearestVersion(specifier: string, versions: readonly string[]): string | null {
  const finals = versions.filter((version) => /^[\d.]+(?:\.?post\d+)?$/.test(version));
  const candidates = finals.length > 0 ? finals : versions;
  const wanted = /(\d+(?:\.\d+)*)/.exec(specifier)?.[1]?.split('.') ?? [];
  for (let length = wanted.length - 1; length > 0; length--) {
    const series = `${wanted.slice(0, length).join('.')}.`;
    const same = candidates.findLast((version) => `${version}.`.startsWith(series));
    if (same !== undefined) return same;
  }
  return candidates.at(-1) ?? null;
}

/** `ERROR: Ignored the following versions that require a different python version: 3.3.0 Requires-Python >=3.12; …` */
const OTHER_PYTHON =
  /Ignored the following versions that require a different python version: (.*)$/;

function newerPython(scene: FailureScene, specifier: string): readonly SceneWayOut[] {
  const wanted = specifier.replace(/^==/, '');
  const listed = scene.output
    .map((line) => OTHER_PYTHON.exec(line)?.[1])
    .find((one) => one !== undefined);
  const own = listed?.split('; ').find((one) => one.startsWith(`${wanted} Requires-Python `));
  const least = />=\s*(3\.\d+)/.exec(own ?? '')?.[1];
  if (least === undefined) return [];
  const text = `${wanted} needs Python ${least} or newer. Build on an image that has it.`;
  return [wayOut(text, pythonImage(scene, least))];
}

/** `FROM python:3.9-slim` of the failing stage with another version. */
function pythonImage(
  { failing, dockerfile }: FailureScene,
  version: string,
): SceneWayOut['action'] {
  if (failing === null || dockerfile === null) return null;
  const { from } = failing.stage;
  const text = dockerfile.text.slice(from.span.start, from.span.end);
  const match = /(\bpython:)(3\.\d+)(?:\.\d+)?(?=[-@\s]|$)/.exec(text);
  if (match === null || text.includes('@sha256')) return null;
  const start = from.span.start + match.index + (match[1] ?? '').length;
  const end = from.span.start + match.index + match[0].length;
  const title = `Build on python:${version} (line ${String(from.line)})`;
  return editOf(title, dockerfile, [replacement({ start, end }, version)]);
}
