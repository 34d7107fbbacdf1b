/**
 * What `docker buildx inspect` says of a builder. Its text is read rather than JSON, which older buildx does not
 * print: a line is `Name: value`, and the nodes follow behind `Nodes:`.
 */

export interface InspectedBuilder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, `cloud`; empty where the builder cannot be reached. */
  readonly driver: string;
  /** `running`, `inactive`, … of the first node; empty where there is none. */
  readonly status: string;
  /** As reported; null where nothing was. */
  readonly buildkit: string | null;
  /** Of the first node, its own platform first. */
  readonly platforms: readonly string[];
  readonly error: string | null;
}

export function parseBuilder(text: string): InspectedBuilder | null {
  const head: Record<string, string> = {};
  const node: Record<string, string> = {};
  let fields = head;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('Nodes:')) {
      fields = node;
      continue;
    }
    // Matches `BuildKit version: v0.25.2`; indented lines belong to lists below a field.
    const match = /^([A-Za-z][A-Za-z ]{0,40}):\s*(.*)$/.exec(line);
    if (match === null) continue;
    const name = (match[1] ?? '').toLowerCase();
    // A second node begins with its name again: the first one stands for the builder.
    if (fields === node && name === 'name' && 'name' in node) break;
    fields[name] ??= (match[2] ?? '').trim();
  }
  const name = head['name'];
  if (name === undefined) return null;
  return {
    name,
    driver: head['driver'] ?? '',
    status: node['status'] ?? '',
    buildkit: presence(node['buildkit version'] ?? node['buildkit']),
    platforms: (node['platforms'] ?? '')
      .split(',')
      // A star marks what the user set by hand.
      .map((platform) => platform.replaceAll('*', '').trim())
      .filter((platform) => platform !== ''),
    error: presence(head['error'] ?? node['error']),
  };
}

/**
 * Names of `docker buildx ls`: the lines that are not indented, without the header and the star of the current one.
 * Complaints about builders that cannot be read follow behind an empty line.
 */
export function parseBuilderNames(table: string): readonly string[] {
  const names: string[] = [];
  for (const line of table.split(/\r?\n/).slice(1)) {
    if (line.trim() === '') break;
    const name = /^([A-Za-z0-9][\w.-]*)\*?(?:\s|$)/.exec(line)?.[1];
    if (name !== undefined && !names.includes(name)) names.push(name);
  }
  return names;
}

function presence(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
