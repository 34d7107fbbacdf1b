/** pip, with a package that it has to build. */
import type { ManagerProof } from '../model.ts';

export const proof: ManagerProof = {
  id: 'pip',
  image: 'python:3.11-slim',
  files: { 'requirements.txt': 'six==1.16.0\nsqlparse==0.3.0\ndocopt==0.6.2\n' },
  install: () => ['COPY requirements.txt ./', 'RUN pip install -r requirements.txt'],
  change: { file: 'requirements.txt', from: 'six', to: '# One comment more.\nsix' },
  work: /^\s*(?:Downloading |Building wheels for )/,
  noise: [{ path: /\/__pycache__\/[^/]+\.pyc$/, reason: 'bytecode' }],
  moved: [
    { name: 'by a variable', before: ['ENV PIP_CACHE_DIR=/var/cache/pip'] },
    {
      name: 'by an option',
      edits: [{ from: 'install', to: 'install --cache-dir /var/cache/pip' }],
    },
    { name: 'by XDG_CACHE_HOME', before: ['ENV XDG_CACHE_HOME=/var/cache'] },
  ],
};
