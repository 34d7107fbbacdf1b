/** The names of Python packages in what pip prints: of requirements, URLs and files. */
import { normalizeName } from '../../syntax/requirements/versions.ts';

/** The name in front of extras, version, marker or URL: `requests[socks]>=2` → `requests`. */
export function requirementName(requirement: string): string {
  if (/^[a-z+]{1,20}:\/\//.test(requirement)) return nameOfUrl(requirement);
  const match = /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(requirement.trim());
  return match ? match[0].replace(/[._-]+$/, '') : requirement;
}

/** `git+https://host/team/lib.git@v1#egg=lib`, `https://host/lib-1.0.tar.gz`. */
function nameOfUrl(url: string): string {
  const egg = /#(?:.*&)?egg=([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(url)?.[1];
  if (egg !== undefined) return egg;
  const file = baseName(url.replace(/@[^@/]*$/, '').replace(/[?].*$/, ''));
  return distributionName(file) ?? file.replace(/\.git$/, '');
}

export function baseName(target: string): string {
  const withoutFragment = target.split('#')[0] ?? target;
  return withoutFragment.slice(withoutFragment.lastIndexOf('/') + 1);
}

const SDIST = /^(.+?)-(\d[^-]*?)\.(?:tar\.gz|tgz|tar\.bz2|tar\.xz|zip)$/;

export function distributionName(file: string): string | null {
  if (file.endsWith('.whl')) return file.split('-')[0] ?? null;
  return SDIST.exec(file)?.[1] ?? null;
}

export function distributionVersion(file: string, name: string): string | null {
  if (file.endsWith('.whl')) return file.split('-')[1] ?? null;
  const match = SDIST.exec(file);
  return match && normalizeName(match[1] ?? '') === name ? (match[2] ?? null) : null;
}
