/**
 * Plain scalars as go-yaml reads them for Docker Compose, and the text that Go prints of them. It differs from YAML
 * 1.2: `0755` and `0b11` are numbers, `1_000` too, and a float loses the zeros at its end (`1.10` becomes `1.1`).
 */

export interface PlainScalar {
  readonly text: string | null;
  readonly isString: boolean;
}

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const BOOLEANS = /^(?:true|True|TRUE|false|False|FALSE)$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
/** `0x1f`, `-0b101`, `0o17`; in the second form `017`. */
const BASED = /^([-+]?)0(?:([xX])([0-9a-fA-F]+)|([bB])([01]+)|[oO]?([0-7]+))$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Longer digits are no number that anybody writes, and converting them takes longer than in proportion. */
const LONGEST_NUMBER = 400;

export function readPlainScalar(source: string): PlainScalar {
  if (NULLS.has(source)) return { text: null, isString: false };
  if (BOOLEANS.test(source)) return { text: source.toLowerCase(), isString: false };
  if (NOT_A_NUMBER.test(source)) return { text: 'NaN', isString: false };
  if (INFINITE.test(source)) {
    return { text: source.startsWith('-') ? '-Inf' : '+Inf', isString: false };
  }
  if (/^[-+.0-9]/.test(source) && source.length <= LONGEST_NUMBER) {
    const number = readNumber(source.startsWith('.') ? source : source.replaceAll('_', ''));
    if (number !== null) return { text: number, isString: false };
  }
  return { text: source, isString: true };
}

function readNumber(digits: string): string | null {
  return readInteger(digits) ?? (FLOAT.test(digits) ? printFloat(Number(digits)) : null);
}

function readInteger(digits: string): string | null {
  const based = BASED.exec(digits);
  let value: bigint;
  if (based) {
    const [, sign, , hexadecimal, , binary, octal] = based;
    if (hexadecimal !== undefined) value = BigInt(`0x${hexadecimal}`);
    else if (binary !== undefined) value = BigInt(`0b${binary}`);
    else value = BigInt(`0o${octal ?? '0'}`);
    if (sign === '-') value = -value;
  } else if (DECIMAL.test(digits)) {
    value = BigInt(digits.replace('+', ''));
  } else return null;
  const fits = value >= -(2n ** 63n) && value < (digits.startsWith('+') ? 2n ** 63n : 2n ** 64n);
  return fits ? value.toString() : null;
}

/** Go's `%v` of a float64: the shortest digits, with an exponent below 1e-4 and from 1e6 on. */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return plainDigits(mantissa, exponent);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function plainDigits(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
