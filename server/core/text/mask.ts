/**
 * Takes secrets out of text before it is kept or shown: values that somebody named secret, and credentials inside
 * URLs, which package indexes are often given with. Names of variables stay, because they are no secret and say which
 * one is meant.
 */

export const MASK = '****';

/** A shorter value stands in ordinary words too: to mask it would hide the text and tell the value. */
const SHORTEST_SECRET = 4;

/** Matches `PIP_TOKEN`, `db-password`, `AWS_SECRET_ACCESS_KEY`, `apiKey`. */
const SECRET_NAME =
  /token|secret|passw|passphrase|credential|(?:api|access|private|signing)[_-]?key|auth(?!or)/i;

/** Matches `https://user:password@` and `git+https://token@`; what is before the last `@` of the authority. */
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#"'<>\\]{1,2000})@/gi;

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

/** Masks the secrets, as they are and as they look inside a URL or JSON, and every URL's credentials. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return maskCredentials(text);
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    forms.add(secret);
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(urlForm(secret));
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return maskCredentials(text);
  const pattern = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return maskCredentials(text.replace(new RegExp(pattern.join('|'), 'g'), MASK));
}

/** Masks user and password of URLs, and parameters that carry a token. A plain `ssh://git@` says nothing secret. */
export function maskCredentials(text: string): string {
  // Most texts have neither: this is asked of every word of every report.
  if (!text.includes('://') && !/[?&]/.test(text)) return text;
  return text
    .replace(URL_CREDENTIALS, (whole, scheme: string, credentials: string) => {
      if (ONLY_VARIABLES.test(credentials)) return whole;
      if (/ssh:\/\/$/i.test(scheme) && !credentials.includes(':')) return whole;
      return `${scheme}${MASK}@`;
    })
    .replace(URL_PARAMETER, (_, start: string) => `${start}${MASK}`);
}

/** A lone surrogate has no URL form. */
function urlForm(secret: string): string {
  return /\p{Surrogate}/u.test(secret) ? secret : encodeURIComponent(secret);
}
