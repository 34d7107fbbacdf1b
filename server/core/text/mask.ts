/**
 * Takes secrets out of text before it is kept or shown: values that somebody named secret, and credentials inside
 * URLs, which package indexes are often given with. Names of variables stay, because they are no secret and say which
 * one is meant.
 */
import type { MaskedText } from '../../protocol/masked-text.ts';

export type Mask = (text: string) => MaskedText;

export const MASK = asMasked('****');

/** A shorter value stands in ordinary words too: to mask it would hide the text and tell the value. */
const SHORTEST_SECRET = 4;

/** Matches `PIP_TOKEN`, `db-password`, `AWS_SECRET_ACCESS_KEY`, `apiKey`. */
const SECRET_NAME =
  /token|secret|passw|passphrase|credential|(?:api|access|private|signing)[_-]?key|auth(?!or)/i;

/**
 * Matches `https://user:password@` and `git+https://token@`; what is before the last `@` of the authority. The digest
 * of `docker-image://python@sha256:…` is no host.
 */
const URL_CREDENTIALS =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#"'<>\\]{1,2000})@(?!sha256:[0-9a-f]{64})/gi;

/** Matches `?token=value` and `&X-Amz-Signature=value`. */
const URL_PARAMETER =
  /([?&](?:access_token|token|auth|api_?key|key|password|secret|sig|signature|x-amz-(?:signature|credential|security-token))=)[^\s&#"'<>]+/gi;

/** Matches a text made of variables only, such as `${USER}:${TOKEN}` or `$TOKEN`. */
const ONLY_VARIABLES = /^(?:\$(?:\{\w+\}|\w+):?)+$/;

/** A build argument or a variable whose value should not be shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The values to mask among named ones: those with a name that says so. */
export function secretValues(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values)
    .filter(([name]) => isSecretName(name))
    .map(([, value]) => value);
}

/** Masks what build arguments with a secret name were given, and every URL's credentials. */
export function maskOfValues(values: Readonly<Record<string, string>> | undefined): Mask {
  return maskOf(secretValues(values ?? {}));
}

export function maskSecrets(text: string, secrets: readonly string[]): MaskedText {
  return maskOf(secrets)(text);
}

/** Masks the secrets, as they are and as they look inside a URL or JSON, and every URL's credentials. */
export function maskOf(secrets: readonly string[]): Mask {
  const pattern = patternOf(secrets);
  return pattern === null
    ? maskCredentials
    : (text) => maskCredentials(text.replace(pattern, MASK));
}

function patternOf(secrets: readonly string[]): RegExp | null {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    forms.add(secret);
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(urlForm(secret));
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return null;
  const escaped = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(escaped.join('|'), 'g');
}

/** Masks user and password of URLs, and parameters that carry a token. A plain `ssh://git@` says nothing secret. */
export function maskCredentials(text: string): MaskedText {
  // Most texts have neither: this is asked of every word of every report.
  if (!text.includes('://') && !/[?&]/.test(text)) return asMasked(text);
  const shown = text
    .replace(URL_CREDENTIALS, (whole, scheme: string, credentials: string) => {
      if (ONLY_VARIABLES.test(credentials)) return whole;
      if (/ssh:\/\/$/i.test(scheme) && !credentials.includes(':')) return whole;
      return `${scheme}${MASK}@`;
    })
    .replace(URL_PARAMETER, (_, start: string) => `${start}${MASK}`);
  return asMasked(shown);
}

/** The one place that says of a text that it is masked. */
function asMasked(text: string): MaskedText {
  return text as MaskedText;
}

/** A lone surrogate has no URL form. */
function urlForm(secret: string): string {
  return /\p{Surrogate}/u.test(secret) ? secret : encodeURIComponent(secret);
}
