/** Ignore files of build contexts. A Dockerfile's own one has its name: `dev.Dockerfile.dockerignore`. */
import type { DocumentKind } from '../model.ts';
import { decodePlainText } from '../plain-text.ts';

export const ignoreFileKind = {
  id: 'ignore-file',
  noun: 'an ignore file',
  language: null,
  comment: () => '#',
  names: {
    matches: String.raw`(?:^|/)[^/]*\.(?:docker|container)ignore$`,
    except: null,
    doubtful: null,
    editorPatterns: [],
    examples: ['.dockerignore', 'Dockerfile.dockerignore', '.containerignore'],
  },
  decode: decodePlainText,
  meaning: null,
} as const satisfies DocumentKind;
