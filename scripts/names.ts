/**
 * The names of documents, from the table of kinds to all who need them: the extension's manifest, the hooks for
 * pre-commit, and the README.
 */
import { CONFIG_NAMES, dockerfileKind, KINDS } from '../server/core/documents/index.ts';

interface Language {
  readonly id: string;
  readonly filenamePatterns?: readonly string[];
}

/** What of the manifest depends on names. */
interface Manifest {
  activationEvents: readonly string[];
  readonly contributes: { languages: readonly Language[] };
}

export function manifestWithNames(text: string): string {
  // The manifest is ours; the editor and a test hold its shape.
  const manifest = JSON.parse(text) as Manifest;
  const kinds = KINDS.filter(({ language }) => language !== null);
  manifest.activationEvents = [
    ...kinds.map(({ language }) => `onLanguage:${String(language)}`),
    // TOML has a language only where another extension brings it.
    `workspaceContains:${CONFIG_NAMES[0]}`,
  ];
  manifest.contributes.languages = manifest.contributes.languages.map((language) => {
    const kind = kinds.find((one) => one.language === language.id);
    return kind ? { ...language, filenamePatterns: kind.names.editorPatterns } : language;
  });
  return JSON.stringify(manifest);
}

/** What pre-commit hands to a hook: Dockerfiles by name alone, so that no doubtful name ends a commit. */
export function hookPatterns(): { readonly files: string; readonly exclude: string } {
  const { matches, except, doubtful } = dockerfileKind.names;
  return { files: `(?i)${matches}`, exclude: `(?i)${except}|${doubtful.matches}` };
}

export function hooksWithNames(text: string): string {
  const { files, exclude } = hookPatterns();
  return text
    .replace(/^( +files: ).*$/gm, (_, key: string) => `${key}${files}`)
    .replace(/^( +exclude: ).*$/gm, (_, key: string) => `${key}${exclude}`);
}

export function readmeHook(): string {
  const { files, exclude } = hookPatterns();
  return [
    '```yaml',
    'repos:',
    '  - repo: local',
    '    hooks:',
    '      - id: layer-forecast',
    '        name: layer-forecast check',
    '        entry: layer-forecast check',
    '        language: system',
    `        files: ${files}`,
    `        exclude: ${exclude}`,
    '```',
  ].join('\n');
}

export function namesTable(): string {
  const rows = KINDS.map(({ noun, names }) => {
    const examples = names.examples.map((name) => `\`${name}\``).join(', ');
    return `| ${noun.replace(/^an? /, '')} | ${examples} |`;
  });
  return ['| kind | names, by example |', '| --- | --- |', ...rows].join('\n');
}
