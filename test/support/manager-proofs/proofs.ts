/** All proofs: each file of `managers/` is one. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ManagerProof } from './model.ts';

export async function managerProofs(): Promise<readonly ManagerProof[]> {
  const folder = path.join(import.meta.dirname, 'managers');
  return Promise.all(
    readdirSync(folder)
      .sort()
      .map(async (file) => {
        const { proof } = (await import(`./managers/${file}`)) as { readonly proof: ManagerProof };
        return proof;
      }),
  );
}
