/**
 * What a configuration may say, as a JSON schema: the file under `schemas/`, the check of a file, completion and hover in
 * the editor are all made from it.
 */
import type { Rule } from '../model.ts';
import { RULES } from '../registry.ts';

/** The part of JSON Schema that is needed here. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'boolean' | 'integer';
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** False: no other names than those of `properties`. */
  readonly additionalProperties?: Schema | false;
  /** Alternatives of different types. */
  readonly anyOf?: readonly Schema[];
}

export const SEVERITIES = ['error', 'warning', 'info', 'hint', 'off'] as const;

export function configSchema(rules: readonly Rule[] = RULES): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      rules: rulesSchema(rules, 'Severity and options of rules, by id.'),
      exclude: {
        ...texts,
        description:
          'Files without findings, as patterns of a `.dockerignore`, relative to the folder of this file: `vendor`, `**/legacy`.',
      },
      overrides: {
        type: 'array',
        description:
          'Other rules for some files. Of several overrides that match a file, the last one wins.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['paths'],
          properties: {
            paths: { ...texts, description: 'The files, as patterns like those of `exclude`.' },
            rules: rulesSchema(rules, 'Severity and options of rules for these files.'),
          },
        },
      },
      contexts: {
        type: 'object',
        description: 'Build context of a Dockerfile; both relative to the folder of this file.',
        additionalProperties: { type: 'string', description: 'A folder, such as ".".' },
      },
      builds: {
        type: 'object',
        description:
          'Which of its builds a Dockerfile (relative to the folder of this file) is checked and forecast with.',
        additionalProperties: {
          type: 'string',
          description: 'As `layer-forecast builds` lists them, such as "compose.yaml:web".',
        },
      },
      baseline: {
        type: 'string',
        description:
          'A file with findings that are known and not reported, relative to the folder of this file. `check --write-baseline` writes it.',
      },
    },
  };
}

const texts = { type: 'array', items: { type: 'string' } } as const;

function rulesSchema(rules: readonly Rule[], description: string): Schema {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
  };
}

function ruleSchema({ summary, severity, options = {} }: Rule): Schema {
  const level: Schema = {
    type: 'string',
    enum: SEVERITIES,
    default: severity,
    description: `Severity of its findings; "off" switches the rule off.`,
  };
  return {
    description: `${summary}.`,
    anyOf: [
      level,
      {
        type: 'object',
        additionalProperties: false,
        properties: { severity: level, ...options },
      },
    ],
  };
}
