/** Whether a command installs what compiles: then packages without a wheel are built here. */
import type { Argument } from '../syntax/shell/index.ts';

const INSTALLERS: Readonly<Record<string, readonly string[]>> = {
  'apt-get': ['install'],
  apt: ['install'],
  apk: ['add'],
  dnf: ['install'],
  yum: ['install'],
  microdnf: ['install'],
};

/** Compilers, and the headers that nobody needs without one. */
const COMPILERS =
  /^(?:gcc|g\+\+|clang|gfortran|rustc|cargo|build-essential|build-base|gcc-c\+\+|.+-dev|.+-devel)(?:[-=~<>].*)?$/;

export function installsCompiler(args: readonly Argument[]): boolean {
  const first = args[0]?.value ?? '';
  const words = INSTALLERS[first.slice(first.lastIndexOf('/') + 1)];
  if (words === undefined || !args.some(({ value }) => words.includes(value ?? ''))) return false;
  return args.some(({ value }) => value !== null && COMPILERS.test(value));
}
