/** Takes out of recorded views what is another at each recording or on each machine: folders, ids, the package index. */

export interface Differences {
  /** What stands in the place of `@nonce@`. */
  readonly nonce: string;
  readonly folder: string;
  /** Where the history is kept. */
  readonly state: string;
  /** Ids of the recorded builds, oldest first. */
  readonly builds: readonly string[];
}

/** `http://127.0.0.1:3141/root/pypi/+simple/` and the files below it. */
const INDEX =
  /https?:\/\/(?:127\.0\.0\.1|localhost):\d+\/[\w+./-]*?(?=\/?(?:%2B|\+)(?:simple|f)\b)/g;

/** `default/default/` before the id that buildx gave a build. */
const REF = /(?<="ref":"[\w.-]+\/[\w.-]+\/)[a-z0-9]{25}(?=")/g;

export function makeAlike<Views>(views: Views, differences: Differences): Views {
  const { nonce, folder, state, builds } = differences;
  let text = JSON.stringify(views)
    .replaceAll(state, '/home/me/.local/state/layer-forecast')
    .replaceAll(folder, '/home/me/app')
    .replaceAll(nonce, '')
    .replace(INDEX, 'https://index.example')
    .replace(REF, 'ref');
  builds.forEach((id, index) => {
    text = text.replaceAll(id, `build-${String(index + 1)}`);
  });
  return JSON.parse(text) as Views;
}
