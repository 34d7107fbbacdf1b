/**
 * What users can set of a rule. The table of a rule's options is all there is to say of them: defaults, the check of what
 * a configuration says, its schema, completion and `explain` are made from it. An option is written as a JSON schema.
 */

export type OptionSpec = BooleanOption | IntegerOption | TextOption | ListOption;

export interface BooleanOption {
  readonly type: 'boolean';
  readonly default: boolean;
  /** One sentence. */
  readonly description: string;
}

export interface IntegerOption {
  readonly type: 'integer';
  readonly default: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description: string;
}

export interface TextOption {
  readonly type: 'string';
  readonly default: string;
  /** The texts that it takes; absent: any. */
  readonly enum?: readonly string[];
  readonly description: string;
}

export interface ListOption {
  readonly type: 'array';
  readonly items: { readonly type: 'string' };
  readonly default: readonly string[];
  readonly description: string;
}

/** By name, in kebab case. */
export type RuleOptions = Readonly<Record<string, OptionSpec>>;

export type OptionValue = boolean | number | string | readonly string[];
export type OptionValues = Readonly<Record<string, OptionValue>>;

export type ValuesOf<Options extends RuleOptions> = {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

type ValueOf<Spec extends OptionSpec> = Spec extends BooleanOption
  ? boolean
  : Spec extends IntegerOption
    ? number
    : Spec extends TextOption
      ? string
      : readonly string[];

/** The values of a rule's options, with the types of their table. */
export function optionsOf<Options extends RuleOptions>(
  { options }: { readonly options: OptionValues },
  table: Options,
): ValuesOf<Options> {
  // `withDefaults` has put a value of the table's type behind each name.
  return withDefaults(table, options) as ValuesOf<Options>;
}

/** What is missing, or not what the table takes, is the default. */
export function withDefaults(table: RuleOptions = {}, given: OptionValues = {}): OptionValues {
  return Object.fromEntries(
    Object.entries(table).map(([name, spec]) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      return [name, value !== undefined && isTaken(spec, value) ? value : spec.default];
    }),
  );
}

/** What of a schema decides on a value that is no table. */
export interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export function isTaken(schema: ValueSchema, value: unknown): boolean {
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer': {
      const { minimum = -Infinity, maximum = Infinity } = schema;
      const isWhole = typeof value === 'number' && Number.isInteger(value);
      return isWhole && minimum <= value && value <= maximum;
    }
    case 'string':
      return typeof value === 'string' && schema.enum?.includes(value) !== false;
    case 'array':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    default:
      return false;
  }
}
