/** TOML files: the configuration. */
export { parseToml } from './parse.ts';
export type { TomlEntry, TomlList, TomlNode, TomlScalar, TomlTable } from './model.ts';
