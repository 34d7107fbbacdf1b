/**
 * The checks of what is read back of the history, made from the types of its records: a record that is torn, foreign or
 * of another release is left out, and no field can be forgotten. They are code and no schema, since the history is read
 * for each forecast.
 */
import path from 'node:path';
import { validator, type Schema } from '@exodus/schemasafe';
import { createGenerator } from 'ts-json-schema-generator';

/** The type of a record → the name of its check. */
const CHECKS = { BuildRecord: 'isBuildRecord', OutsideBuild: 'isOutsideBuild' } as const;

export function recordChecks(root: string): string {
  const generator = createGenerator({
    path: path.join(root, 'server/core/timing/model.ts'),
    tsconfig: path.join(root, 'server/core/tsconfig.json'),
    topRef: true,
    // A later release may write more.
    additionalProperties: true,
    // `npm run types` checks them, each project by itself.
    skipTypeCheck: true,
  });
  const definitions = Object.assign(
    {},
    ...Object.keys(CHECKS).map((type) => generator.createSchema(type).definitions),
  ) as Readonly<Record<string, unknown>>;
  const schemas = Object.keys(CHECKS).map((type) => ({
    definitions: finite(definitions),
    $ref: `#/definitions/${type}`,
  }));
  const options = {
    mode: 'lax',
    multi: true,
    $schemaDefault: 'http://json-schema.org/draft-07/schema#',
  } as const;
  // The library's types do not know of `multi`, with which it takes a list.
  const checks = validator(schemas as unknown as Schema, options);
  const names = Object.values(CHECKS).join(', ');
  return `/** Made by "npm run generate" from the types of core/timing/model.ts. */\nexport const [${names}] = ${checks.toModule()};\n`;
}

/** Without descriptions, and with limits for numbers: `1e999` in JSON is read as infinity, which would spoil every sum. */
function finite(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(finite);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema)
    .filter(([key, value]) => key !== 'description' || typeof value !== 'string')
    .map(([key, value]) => [key, finite(value)] as const);
  const limits =
    'type' in schema && schema.type === 'number'
      ? { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE }
      : {};
  return { ...Object.fromEntries(entries), ...limits };
}
