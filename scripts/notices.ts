/**
 * THIRD-PARTY-NOTICES.txt: the packages whose code is in the bundles, each with its version and the texts of its license.
 * Which ones they are is asked of the bundler, so that a new dependency cannot be forgotten.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildAll } from './build.ts';

const root = path.resolve(import.meta.dirname, '..');

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** Such as `LICENSE`, `License.txt`, `LICENSE-MIT`, `NOTICE.md`, `COPYING`. */
const LICENSE_FILE = /^(licen[cs]e|notice|copying)([-.].*)?$/i;

/** Where the text of a license stands, for packages that name theirs and do not bring its text. */
const STANDARD_TEXTS: Readonly<
  Record<string, { readonly file: string; readonly begin: string; readonly end: string }>
> = {
  MIT: { file: 'LICENSE', begin: 'Permission is hereby granted', end: 'SOFTWARE.' },
  'Apache-2.0': {
    file: 'node_modules/crc-32/LICENSE',
    begin: 'Apache License',
    end: 'END OF TERMS AND CONDITIONS',
  },
};

const INTRODUCTION = `Third-party notices

Layer Forecast contains code of the packages below. The list and the texts are made from the bundles by
"npm run generate".
`;

export async function thirdPartyNotices(): Promise<string> {
  const packages = await buildAll({ quiet: true, write: false });
  const notices = await Promise.all(packages.map(noticeOf));
  return [INTRODUCTION, ...notices].join(`\n${'='.repeat(80)}\n\n`);
}

async function noticeOf(name: string): Promise<string> {
  const folder = path.join(root, 'node_modules', name);
  // npm would not have installed a package without a name and a version.
  const manifest = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  ) as PackageManifest;
  const files = (await readdir(folder)).filter((file) => LICENSE_FILE.test(file)).sort();
  const texts =
    files.length === 0
      ? [await standardText(manifest)]
      : await Promise.all(files.map((file) => readText(path.join(folder, file))));
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`;
  return `${title}\n\n${texts.join('\n\n')}\n`;
}

async function standardText(manifest: PackageManifest): Promise<string> {
  const { name, author = '', license = '' } = manifest;
  const owner = typeof author === 'string' ? author.replace(/\s*<.*$/, '') : author.name;
  const place = STANDARD_TEXTS[license];
  if (owner === '' || place === undefined) {
    throw new Error(
      `The package ${name} is in a bundle and brings neither a license text nor what is needed to write one.`,
    );
  }
  const text = await readText(path.join(root, place.file));
  const start = text.lastIndexOf('\n', text.indexOf(place.begin)) + 1;
  const end = text.lastIndexOf(place.end) + place.end.length;
  const remark = `Copyright ${owner}. The package names its license (${license}) without its text, which is:`;
  return `${remark}\n\n${text.slice(start, end)}`;
}

/** One line end and no blanks at the ends of lines, whatever the package has. */
async function readText(file: string): Promise<string> {
  return (await readFile(file, 'utf8'))
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .trim();
}
