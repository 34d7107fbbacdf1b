/** YAML files: compose, workflows of CI systems. */
export { parseYaml } from './parse.ts';
export {
  entryOf,
  itemsOf,
  textOfNode,
  type YamlEntry,
  type YamlFile,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from './model.ts';
