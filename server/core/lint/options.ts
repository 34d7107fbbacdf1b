/**
 * What users can set of a rule. The table of a rule's options is all there is to say of them: defaults, the check of what
 * a file of settings says, the schema, the completion and the page are made from it.
 */

export type OptionSpec = BooleanOption | IntegerOption | TextOption | ListOption;

export interface BooleanOption {
  readonly type: 'boolean';
  readonly default: boolean;
  /** One sentence. */
  readonly summary: string;
}

export interface IntegerOption {
  readonly type: 'integer';
  readonly default: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly summary: string;
}

export interface TextOption {
  readonly type: 'string';
  readonly default: string;
  /** The texts that it takes; absent: any. */
  readonly oneOf?: readonly string[];
  readonly summary: string;
}

export interface ListOption {
  readonly type: 'array';
  /** Of texts. */
  readonly default: readonly string[];
  readonly summary: string;
}

/** By name, in kebab case. */
export type RuleOptions = Readonly<Record<string, OptionSpec>>;

export type OptionValue = boolean | number | string | readonly string[];
export type OptionValues = Readonly<Record<string, OptionValue>>;

export type ValuesOf<Options extends RuleOptions> = {
  readonly [Name in keyof Options]: WidenedDefault<Options[Name]>;
};

type WidenedDefault<Spec extends OptionSpec> = Spec extends BooleanOption
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

/** What is missing, or has another type than the table says, is the default. */
export function withDefaults(table: RuleOptions = {}, given: OptionValues = {}): OptionValues {
  return Object.fromEntries(
    Object.entries(table).map(([name, spec]) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      const isTaken = value !== undefined && optionFault(spec, value) === null;
      return [name, isTaken ? value : spec.default];
    }),
  );
}

/** What an option takes where it does not take this value, for a sentence: `true or false`; null where it takes it. */
export function optionFault(spec: OptionSpec, value: unknown): string | null {
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'integer':
      return isWholeIn(spec, value) ? null : wholeNumber(spec);
    case 'string':
      if (typeof value !== 'string') return spec.oneOf === undefined ? 'a text' : oneOf(spec.oneOf);
      return spec.oneOf?.includes(value) === false ? oneOf(spec.oneOf) : null;
    case 'array':
      return isTexts(value) ? null : 'a list of texts';
  }
}

function isWholeIn({ minimum, maximum }: IntegerOption, value: unknown): boolean {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= (minimum ?? -Infinity) &&
    value <= (maximum ?? Infinity)
  );
}

function wholeNumber({ minimum, maximum }: IntegerOption): string {
  const from = minimum === undefined ? '' : ` from ${String(minimum)}`;
  const to = maximum === undefined ? '' : ` up to ${String(maximum)}`;
  return `a whole number${from}${to}`;
}

function oneOf(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
