/**
 * Proves every package manager for more users and for caches that are moved, and writes what it measured to
 * `docs/proofs.md`: `npm run proofs`; `npm run proofs -- uv` proves one and writes nothing. The exit code is 1 where a proof
 * does not hold.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { engineVersions, removeContexts, requiredEngine } from '../engine.ts';
import { projectRoot } from '../paths.ts';
import type { ManagerProof, MovedCache, ProofUser } from './model.ts';
import { managerProofs } from './proofs.ts';
import { prove, type Measured, type ProofFigures } from './prove.ts';
import { NUMBERED, OTHERS, ROOT } from './users.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly figures: ProofFigures;
}

const names = process.argv.slice(2);
const proofs = await managerProofs();
const unknown = names.filter((name) => !proofs.some(({ id }) => id === name));
if (unknown.length > 0) {
  console.error(`usage: npm run proofs -- [${proofs.map(({ id }) => id).join('|')}]…`);
  process.exit(2);
}
const engine = await engineVersions(await requiredEngine());
const rows: Row[] = [];
for (const proof of proofs.filter(({ id }) => names.length === 0 || names.includes(id))) {
  for (const user of [ROOT, NUMBERED, ...OTHERS]) await add(proof, user);
  for (const moved of proof.moved) await add(proof, ROOT, moved);
}
removeContexts();
if (process.exitCode === undefined && names.length === 0) {
  const file = path.join(projectRoot, 'docs/proofs.md');
  const options = { ...(await resolveConfig(file)), filepath: file };
  writeFileSync(file, await format(page(), options));
}

async function add(proof: ManagerProof, user: ProofUser, moved?: MovedCache): Promise<void> {
  const name = moved === undefined ? user.name : `${user.name}, the cache moved ${moved.name}`;
  try {
    const figures = await prove({
      proof,
      user,
      ...(moved === undefined ? {} : { moved }),
    });
    rows.push({ id: proof.id, name, figures });
    console.log(`${proof.id}, ${name}: ${cells(figures).join(', ')}`);
  } catch (error) {
    console.log(`${proof.id}, ${name}: ${String(error)}`);
    process.exitCode = 1;
  }
}

function page(): string {
  return `# Proofs by real builds

\`npm run proofs\` wrote this page with Docker ${engine.docker}.
For each package manager it builds a plain Dockerfile, and the same after \`layer-forecast fix\`; then the manifest changes, and it builds again.
By the manager's own output nothing that was in the cache is fetched or compiled again, with the mounts taken out it is, and the image's files are the same: names, modes, owners and bytes.
Left out of that comparison are the paths that the title of a fix names, logs, package indexes, times and bytecode.

Seconds are those of the commands, on one machine with 2 processors, a near registry and other programs at work beside.
Bytes are what the machine received meanwhile, from registries and from itself.

| manager | as | new cache | changed, without mounts | changed, with mounts |
| --- | --- | --- | --- | --- |
${rows.map(({ id, name, figures }) => `| ${[id, name, ...cells(figures)].join(' | ')} |`).join('\n')}
`;
}

function cells({ fixed, plainChanged, fixedChanged }: ProofFigures): string[] {
  return [fixed, plainChanged, fixedChanged].map(cell);
}

function cell({ seconds, bytes }: Measured): string {
  const size = bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${seconds.toFixed(1)} s, ${size}`;
}
