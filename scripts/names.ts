/**
 * The names of documents, from the table of kinds to all who need them: the extension's manifest, the hooks for
 * pre-commit, and the README.
 */
import { CONFIG_NAMES, configKind, dockerfileKind, KINDS } from '../server/core/documents/index.ts';

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

interface HookPatterns {
  readonly files: string;
  readonly exclude: string;
}

/** What pre-commit hands to a hook: Dockerfiles by name alone, so that no doubtful name ends a commit. */
function dockerfilePatterns(): HookPatterns {
  const { matches, except, doubtful } = dockerfileKind.names;
  return { files: matches, exclude: `${except}|${doubtful.matches}` };
}

/** `check` finds mistakes of configurations, too; TOML is one of the languages that a Dockerfile is not written in. */
function checkPatterns(): HookPatterns {
  const { files, exclude } = dockerfilePatterns();
  const notBehind = CONFIG_NAMES.map((name) => `(?<!${name.replace(/\.toml$/, '')})`).join('');
  return { files: `${files}|${configKind.names.matches}`, exclude: `${notBehind}(?:${exclude})` };
}

export function hooksWithNames(text: string): string {
  return text
    .split(/^(?=- id: )/m)
    .map((hook) => {
      const isCheck = hook.startsWith('- id: layer-forecast-check');
      const { files, exclude } = isCheck ? checkPatterns() : dockerfilePatterns();
      return hook
        .replace(/^( +files: ).*$/gm, (_, key: string) => `${key}(?i)${files}`)
        .replace(/^( +exclude: ).*$/gm, (_, key: string) => `${key}(?i)${exclude}`);
    })
    .join('');
}

export function readmeHook(): string {
  const { files, exclude } = checkPatterns();
  return [
    '```yaml',
    'repos:',
    '  - repo: local',
    '    hooks:',
    '      - id: layer-forecast',
    '        name: layer-forecast check',
    '        entry: layer-forecast check',
    '        language: system',
    `        files: (?i)${files}`,
    `        exclude: (?i)${exclude}`,
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
