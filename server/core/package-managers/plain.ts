/** What most package managers and caches have in common, so that an entry says what differs. */
import type { CacheOff, ManagerCache, PackageManager } from './model.ts';

const NEVER_OFF: CacheOff = { options: [], variables: [], settings: [], folderOptionWins: false };

type PlainCache =
  'parts' | 'offBy' | 'wipedBy' | 'beside' | 'mountAt' | 'mountWords' | 'owner' | 'apart';

/** Nothing switches it off or empties it, a mount needs nothing beside it, and any user that can write to it may own it. */
export const PLAIN_CACHE: Pick<ManagerCache, PlainCache> = {
  parts: [],
  offBy: NEVER_OFF,
  wipedBy: [],
  beside: [],
  mountAt: null,
  mountWords: null,
  owner: 'writable',
  apart: 'none',
};

type PlainManager =
  | 'withoutDependencies'
  | 'steersBuilds'
  | 'targetOptions'
  | 'isolatingOptions'
  | 'unreadSettings'
  | 'settings'
  | 'manifests'
  | 'installsInto';

/** No options and no settings that a cache depends on, and no manifests. */
export const PLAIN_MANAGER: Pick<PackageManager, PlainManager> = {
  withoutDependencies: null,
  steersBuilds: { options: [], variables: [] },
  targetOptions: { editable: [], lists: [], values: [] },
  isolatingOptions: [],
  unreadSettings: { options: [], variables: [] },
  settings: null,
  manifests: { options: [], files: [], folderOptions: [] },
  installsInto: [],
};
