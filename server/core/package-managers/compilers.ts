/** What the installers of distributions tell: which system they run on, and whether they bring a compiler. */
import type { Argument } from '../syntax/shell/index.ts';

/** The word with which each installs. */
const INSTALLERS: ReadonlyMap<string, string> = new Map([
  ['apt-get', 'install'],
  ['apt', 'install'],
  ['apk', 'add'],
  ['dnf', 'install'],
  ['yum', 'install'],
  ['microdnf', 'install'],
]);

/** Compilers, and the headers that nobody needs without one. */
const COMPILERS =
  /^(?:gcc|g\+\+|clang|gfortran|rustc|cargo|build-essential|build-base|gcc-c\+\+|.+-dev|.+-devel)(?:[-=~<>].*)?$/;

export function installsCompiler(args: readonly Argument[]): boolean {
  const first = args[0]?.value ?? '';
  const word = INSTALLERS.get(first.slice(first.lastIndexOf('/') + 1));
  if (word === undefined || !args.some(({ value }) => value === word)) return false;
  // With what it recommends, this package brings a compiler.
  const isLean = args.some(({ value }) => /^--no-install-recommends$/.test(value ?? ''));
  if (!isLean && args.some(({ value }) => value === 'python3-pip')) return true;
  return args.some(({ value }) => value !== null && COMPILERS.test(value));
}

/** The C library of the system that a command installs for; null where it does not tell. */
export function libraryOfInstaller(
  args: readonly Argument[],
  imageName: string,
): 'glibc' | 'musl' | null {
  const first = args[0]?.value ?? '';
  const name = first.slice(first.lastIndexOf('/') + 1);
  // Distributions on glibc use it too.
  if (name === 'apk') return imageName.includes('alpine') ? 'musl' : null;
  return INSTALLERS.has(name) ? 'glibc' : null;
}
