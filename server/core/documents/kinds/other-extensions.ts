/** Extensions, in lower case, of files that only begin like a file of ours: `Dockerfile.j2`, `Dockerfile.orig`. */

/** What a program fills in before anybody builds it. */
export const TEMPLATES: readonly string[] = [
  ...[
    'j2',
    'jinja',
    'jinja2',
    'njk',
    'tmpl',
    'tftpl',
    'gotmpl',
    'tpl',
    'template',
    'erb',
    'ejs',
    'hbs',
  ],
  ...['mustache', 'handlebars', 'liquid', 'in'],
];

/** What editors, patch and version control leave beside a file. */
export const BACKUPS: readonly string[] = [
  ...['orig', 'rej', 'bak', 'backup', 'old', 'save', 'tmp', 'temp', 'swp', 'swo', 'swn', 'swx'],
  ...['kate-swp', 'rpmnew', 'rpmsave', 'rpmorig', 'dpkg-old', 'dpkg-new', 'dpkg-dist', 'mine'],
];

/**
 * Other languages and formats. `Dockerfile.go` can be the Dockerfile of a Go image, and `dockerfile.go` a program, so
 * these names are doubtful rather than excluded.
 */
export const LANGUAGES: readonly string[] = [
  ...['py', 'pyi', 'pyx', 'ipynb', 'js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'vue'],
  ...['svelte', 'java', 'kt', 'kts', 'scala', 'groovy', 'gradle', 'clj', 'go', 'rs', 'rb', 'php'],
  ...['pl', 'pm', 'lua', 'r', 'jl', 'dart', 'swift', 'c', 'h', 'cc', 'cpp', 'cxx', 'hpp', 'm'],
  ...['cs', 'fs', 'vb', 'ex', 'exs', 'erl', 'hs', 'ml', 'nim', 'zig', 'sh', 'bash', 'zsh', 'fish'],
  ...[
    'ps1',
    'psm1',
    'bat',
    'cmd',
    'awk',
    'sql',
    'graphql',
    'proto',
    'yaml',
    'yml',
    'json',
    'jsonc',
  ],
  ...['json5', 'toml', 'ini', 'cfg', 'conf', 'properties', 'xml', 'html', 'htm', 'css', 'scss'],
  ...['less', 'svg', 'txt', 'rst', 'adoc', 'tex', 'csv', 'tsv', 'log', 'lock', 'diff', 'patch'],
  ...['tf', 'hcl', 'nix', 'el', 'vim', 'bzl', 'cmake', 'mk', 'snap', 'png', 'jpg', 'jpeg', 'gif'],
  ...['webp', 'pdf', 'zip', 'gz', 'tgz', 'tar'],
];
