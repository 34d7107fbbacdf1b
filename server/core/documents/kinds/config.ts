/** The configuration: a file of its own, or a section of the project's `pyproject.toml`. */
import type { DocumentKind } from '../model.ts';
import { decodePlainText } from '../plain-text.ts';

export const configKind = {
  id: 'config',
  noun: 'a configuration file',
  language: null,
  comment: () => '#',
  names: {
    matches: String.raw`(?:^|/)(?:layer-forecast|pyproject)\.toml$`,
    except: null,
    doubtful: null,
    editorPatterns: [],
    examples: ['layer-forecast.toml', 'pyproject.toml'],
  },
  decode: decodePlainText,
  meaning: null,
} as const satisfies DocumentKind;

/** In a folder, the first of these that has a configuration. */
export const CONFIG_NAMES = ['layer-forecast.toml', 'pyproject.toml'] as const;
