/** uv, with a package that it has to build. */
import type { ManagerProof } from '../model.ts';

const PROJECT = `[project]
name = "hello"
version = "0.1.0"
requires-python = ">=3.9"
dependencies = ["six==1.16.0", "sqlparse==0.3.0", "docopt==0.6.2"]
`;

export const proof: ManagerProof = {
  id: 'uv',
  image: 'python:3.11-slim',
  files: { 'pyproject.toml': PROJECT },
  install: () => [
    'COPY --from=astral/uv:latest /uv /usr/local/bin/',
    'COPY pyproject.toml ./',
    'RUN uv sync --no-install-project',
  ],
  change: { file: 'pyproject.toml', from: '[project]', to: '# One comment more.\n[project]' },
  work: /^\s*(?:Downloading|Building|Built|Prepared) /,
  noise: [{ path: /^\/tmp\/uv-[\w-]+\.lock$/, reason: 'locks of builds' }],
  moved: [
    { name: 'by a variable', before: ['ENV UV_CACHE_DIR=/var/cache/uv'] },
    { name: 'by an option', edits: [{ from: 'uv sync', to: 'uv --cache-dir /var/cache/uv sync' }] },
    { name: 'by XDG_CACHE_HOME', before: ['ENV XDG_CACHE_HOME=/var/cache'] },
  ],
};
