/** Bake files, by the names that `docker buildx bake` looks for. */
import type { DocumentKind } from '../model.ts';
import { decodePlainText } from '../plain-text.ts';

export const bakeKind = {
  id: 'bake',
  noun: 'a bake file',
  language: null,
  comment: (path) => (path.toLowerCase().endsWith('.json') ? null : '#'),
  names: {
    matches: String.raw`(?:^|/)(?:docker-bake(?:[._-][^/]+)?\.(?:hcl|json)|[^/]+\.bake\.hcl)$`,
    except: null,
    doubtful: null,
    editorPatterns: [],
    examples: ['docker-bake.hcl', 'docker-bake.json', 'docker-bake.override.hcl'],
  },
  decode: decodePlainText,
  meaning: null,
} as const satisfies DocumentKind;
