/** Two requirements ask for versions of a package that do not go together (pip's resolver, uv, npm). */
import { advice, lineWith, requirementLines, versionEdit, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

const CONFLICT =
  /because these package versions have conflicting dependencies|ResolutionImpossible|No solution found when resolving|\bERESOLVE\b|version solving failed/;

export const dependencyConflict: FindCause = (scene) => {
  const said = lineWith(scene.output, CONFLICT);
  if (said === null) return null;
  const { asked, needed } = conflictOf(scene.output);
  const reason = [...asked.map(({ text }) => text), ...needed.map(({ text }) => text)].join('; ');
  const loosen = loosened(scene, asked, needed);
  return {
    kind: 'dependency-conflict',
    reason: reason === '' ? said : reason,
    waysOut: [
      ...(loosen === null ? [] : [loosen]),
      advice(
        'Ask for versions that go together, or leave the version of one of them to the resolver.',
      ),
    ],
  };
};

interface Wish {
  readonly text: string;
  /** Of the package that is asked for. */
  readonly name: string;
  readonly specifier: string;
}

/** `    The user requested urllib3==1.20`, `    requests 2.31.0 depends on urllib3<3 and >=1.21.1`. */
const ASKED = /^\s+(The user requested (?:\(constraint\) )?([\w.-]+)(?:\[[^\]]*\])?\s*([^;]*))$/;
const NEEDED =
  /^\s+([\w.-]+(?:\[[^\]]*\])? \S+ depends on ([\w.-]+)(?:\[[^\]]*\])?\s*([^;]*?)(?:;.*)?)$/;

function conflictOf(output: readonly string[]): {
  readonly asked: readonly Wish[];
  readonly needed: readonly Wish[];
} {
  const wishes = (pattern: RegExp): readonly Wish[] =>
    output.flatMap((line) => {
      const [, text = '', name = '', specifier = ''] = pattern.exec(line) ?? [];
      return name === '' ? [] : [{ text, name, specifier: specifier.trim() }];
    });
  return { asked: wishes(ASKED), needed: wishes(NEEDED) };
}

/** Where the user asks for one version and others need a range, the range. */
function loosened(
  scene: FailureScene,
  asked: readonly Wish[],
  needed: readonly Wish[],
): SceneWayOut | null {
  const [own] = asked;
  if (own === undefined || asked.length > 1 || own.specifier === '') return null;
  const ranges = needed.filter(({ name }) => name.toLowerCase() === own.name.toLowerCase());
  if (ranges.length === 0 || ranges.some(({ specifier }) => specifier === '')) return null;
  const specifier = [...new Set(ranges.flatMap((one) => one.specifier.split(' and ')))].join(',');
  const action = versionEdit(scene, {
    name: own.name,
    written: `${own.name}${own.specifier}`,
    specifier,
  });
  const place = requirementLines(scene, own.name)[0];
  const where =
    place === undefined ? '' : ` in ${place.file.file} line ${String(place.requirement.line)}`;
  return wayOut(`Ask for ${own.name}${specifier}${where}, which the others need.`, action);
}
