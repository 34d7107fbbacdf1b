/** Compose files, by the names that `docker compose` looks for and people derive from them. */
import type { DocumentKind } from '../model.ts';
import { decodeMarkedText } from '../plain-text.ts';

export const composeKind = {
  id: 'compose',
  noun: 'a compose file',
  language: null,
  comment: () => '#',
  names: {
    // `compose.yaml`, `docker-compose.override.yml`, `docker-compose-prod.yml`.
    matches: String.raw`(?:^|/)(?:docker-)?compose(?:[._-][^/]+)?\.ya?ml$`,
    except: null,
    doubtful: null,
    editorPatterns: [],
    examples: ['compose.yaml', 'docker-compose.yml', 'docker-compose.override.yml'],
  },
  decode: decodeMarkedText,
  meaning: null,
} as const satisfies DocumentKind;
