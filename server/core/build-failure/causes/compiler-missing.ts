/** A package is built from source, and the image lacks what that needs. */
import { advice, lineWith } from '../edits.ts';
import { installPackages, type Needed } from '../install-packages.ts';
import type { FindCause } from '../model.ts';

interface Pattern extends Needed {
  readonly words: RegExp;
}

const C = { apt: ['gcc', 'libc6-dev'], apk: ['gcc', 'musl-dev'] };
const CPP = { apt: ['g++'], apk: ['g++'] };

/** From the documentation of the packages and the names in Debian and Alpine. The first that fits counts. */
const PATTERNS: readonly Pattern[] = [
  {
    what: 'Rust compiler',
    words:
      /can't find Rust compiler|Cargo, the Rust package manager, is not installed|(?:cargo|rustc): (?:command )?not found|No such file or directory: '(?:cargo|rustc)'/,
    apt: ['cargo', ...C.apt],
    apk: ['cargo', ...C.apk],
  },
  {
    what: 'pg_config, which psycopg2 is built with',
    words: /pg_config executable not found|libpq-fe\.h/,
    apt: ['libpq-dev', ...C.apt],
    apk: ['postgresql-dev', ...C.apk],
  },
  {
    what: 'client library of MySQL',
    words:
      /mysql_config(?::)? (?:command )?not found|Can not find valid pkg-config name|mysql\.h: No such/,
    apt: ['default-libmysqlclient-dev', 'pkg-config', ...C.apt],
    apk: ['mariadb-dev', 'pkgconf', ...C.apk],
  },
  {
    what: 'headers of libffi',
    words: /ffi\.h: No such file/,
    apt: ['libffi-dev', ...C.apt],
    apk: ['libffi-dev', ...C.apk],
  },
  {
    what: 'headers of OpenSSL',
    words: /openssl\/\w+\.h: No such file|Could not find openssl via pkg-config/,
    apt: ['libssl-dev', 'pkg-config', ...C.apt],
    apk: ['openssl-dev', 'pkgconf', ...C.apk],
  },
  {
    what: 'headers of libxml2 and libxslt',
    words:
      /libxml\/\w+\.h: No such|Please make sure the libxml2 and libxslt development packages are installed/,
    apt: ['libxml2-dev', 'libxslt1-dev', ...C.apt],
    apk: ['libxml2-dev', 'libxslt-dev', ...C.apk],
  },
  {
    what: 'headers for JPEG and zlib',
    words:
      /headers or library files could not be found for (?:jpeg|zlib)|The headers or library files could not be found/,
    apt: ['libjpeg-dev', 'zlib1g-dev', ...C.apt],
    apk: ['jpeg-dev', 'zlib-dev', ...C.apk],
  },
  {
    what: 'headers of Python',
    words: /Python\.h: No such file/,
    apt: ['python3-dev', ...C.apt],
    apk: ['python3-dev', ...C.apk],
  },
  {
    what: 'CMake',
    words:
      /CMake must be installed|cmake: (?:command )?not found|No such file or directory: 'cmake'|Cannot find CMake|Could not find (?:a )?(?:suitable )?CMake/i,
    apt: ['cmake', 'make', ...CPP.apt],
    apk: ['cmake', 'make', ...CPP.apk],
  },
  {
    what: 'Fortran compiler',
    words: /Unknown compiler\(s\): \[\['gfortran|gfortran: (?:command )?not found/,
    apt: ['gfortran', ...C.apt],
    apk: ['gfortran', ...C.apk],
  },
  {
    what: 'C++ compiler',
    words:
      /(?:g\+\+|c\+\+|clang\+\+)['"]?(?::| failed: No such file).*(?:not found|No such file|)|Unknown compiler\(s\): \[\['c\+\+/,
    ...CPP,
  },
  {
    what: 'C compiler',
    words:
      /(?:command|execute) '?\S*(?:gcc|cc|clang)'?(?: failed)?: No such file|\bgcc: (?:command )?not found|\bcc: (?:command )?not found|No such file or directory: '\S*gcc'|Unknown compiler\(s\): \[\['(?:cc|icc|gcc)|no acceptable C compiler found|compiler `?cc`? is not installed|failed to find tool "?cc"?/,
    ...C,
  },
  {
    what: 'make',
    words: /\bmake: (?:command )?not found|No such file or directory: 'make'/,
    apt: ['make', ...C.apt],
    apk: ['make', ...C.apk],
  },
];

export const compilerMissing: FindCause = (scene) => {
  for (const { words, ...needed } of PATTERNS) {
    const reason = lineWith(scene.output, words);
    if (reason === null) continue;
    return {
      kind: 'compiler-missing',
      reason,
      waysOut: [
        installPackages(scene, needed),
        advice(
          'Or take a version of the package that has a wheel for this Python and platform: nothing is compiled then.',
        ),
      ],
    };
  }
  return null;
};
