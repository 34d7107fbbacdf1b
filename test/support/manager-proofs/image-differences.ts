/** How the file trees of two images differ: names, kinds, modes, owners, bytes and targets of links, but no times. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, uniqueContext } from '../engine.ts';

export interface Difference {
  readonly path: string;
  /** `missing` and `new` are of the second image. */
  readonly kind: 'missing' | 'new' | 'mode' | 'owner' | 'bytes';
}

/** Runs in a build with both images mounted. Files that are one and the same on disk need not be read. */
const COMPARE = `
import filecmp, json, os, stat
FIRST, SECOND = '/first', '/second'
CLOSED = set(json.load(open('/closed.json')))

def entries(folder):
    try:
        return {entry.name: entry for entry in os.scandir(folder)}
    except FileNotFoundError:
        return {}

def same(first, second, a, b):
    if stat.S_IFMT(a.st_mode) != stat.S_IFMT(b.st_mode):
        return False
    if stat.S_ISLNK(a.st_mode):
        return os.readlink(first) == os.readlink(second)
    if not stat.S_ISREG(a.st_mode):
        return a.st_rdev == b.st_rdev
    if (a.st_ino, a.st_ctime_ns, a.st_mtime_ns, a.st_size) == (b.st_ino, b.st_ctime_ns, b.st_mtime_ns, b.st_size):
        return True
    return a.st_size == b.st_size and filecmp.cmp(first, second, shallow=False)

def report(path, kind):
    print('DIFFERENCE ' + json.dumps({'path': path, 'kind': kind}))

def compare(path):
    first, second = entries(FIRST + path), entries(SECOND + path)
    for name in sorted(first.keys() | second.keys()):
        global count
        count += 1
        full = path + '/' + name
        if name not in second:
            report(full, 'missing')
            inside(full, first[name])
        elif name not in first:
            report(full, 'new')
            inside(full, second[name])
        else:
            a = first[name].stat(follow_symlinks=False)
            b = second[name].stat(follow_symlinks=False)
            if stat.S_IMODE(a.st_mode) != stat.S_IMODE(b.st_mode):
                report(full, 'mode')
            if (a.st_uid, a.st_gid) != (b.st_uid, b.st_gid):
                report(full, 'owner')
            if not same(FIRST + full, SECOND + full, a, b):
                report(full, 'bytes')
            if stat.S_ISDIR(a.st_mode) and stat.S_ISDIR(b.st_mode):
                compare(full)

def inside(path, entry):
    if entry.is_dir(follow_symlinks=False) and path not in CLOSED:
        compare(path)

count = 0
compare('')
print('COMPARED', count)
`;

/** Of a folder that is only in one image, everything in it is a difference too, unless it is one of the closed folders. */
export async function imageDifferences(
  first: string,
  second: string,
  closedFolders: readonly string[],
): Promise<Difference[]> {
  const { folder } = uniqueContext({
    Dockerfile: [
      'FROM python:3.11-slim',
      'COPY compare.py closed.json /',
      `RUN --mount=type=bind,from=${first},target=/first --mount=type=bind,from=${second},target=/second python3 /compare.py @nonce@`,
    ].join('\n'),
  });
  writeFileSync(path.join(folder, 'compare.py'), COMPARE);
  writeFileSync(path.join(folder, 'closed.json'), JSON.stringify(closedFolders));
  const built = await build(folder, ['--output=type=cacheonly']);
  assert.equal(built.exitCode, 0, built.log);
  const compared = /^COMPARED (\d+)$/m.exec(built.output);
  assert.ok(Number(compared?.[1]) > 100, `nothing was compared\n${built.output}`);
  return built.output
    .split('\n')
    .filter((line) => line.startsWith('DIFFERENCE '))
    .map((line) => JSON.parse(line.slice('DIFFERENCE '.length)) as Difference);
}
