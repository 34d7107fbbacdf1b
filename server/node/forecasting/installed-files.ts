/** Which requirements files of the context the steps install, with those that these name themselves. */
import type { BuildModel } from '../../core/build-model/model.ts';
import type { ContextFiles } from '../../core/forecast/model.ts';
import { installedRequirements } from '../../core/build-model/installed-requirements.ts';

/** Context paths. */
export interface InstalledFiles {
  readonly requirements: ReadonlySet<string>;
  /** They say which versions, not what is installed. */
  readonly constraints: ReadonlySet<string>;
  /** Ids of the managers that install them. */
  readonly managers: ReadonlySet<string>;
}

/** By the line of the instruction that installs them. */
export type Installs = ReadonlyMap<number, InstalledFiles>;

export function installedFiles(model: BuildModel, context: ContextFiles | undefined): Installs {
  const installs = new Map<number, { [Key in keyof InstalledFiles]: Set<string> }>();
  const exists = (file: string) => context?.entries.get(file)?.kind === 'file';
  for (const installed of installedRequirements(model, { exists })) {
    const { instructionIndex, contextPath, kind, managerId } = installed;
    if (contextPath === null) continue;
    const line = model.dockerfile.instructions[instructionIndex]?.line ?? 0;
    const files = installs.get(line) ?? {
      ...{ requirements: new Set(), constraints: new Set(), managers: new Set() },
    };
    installs.set(line, files);
    files.managers.add(managerId);
    (kind === 'constraint' ? files.constraints : files.requirements).add(contextPath);
  }
  for (const { requirements, constraints } of installs.values()) {
    // A set that grows while it is gone through: files can name one another.
    for (const file of requirements) {
      const nested = context?.entries.get(file)?.nested;
      for (const one of nested?.requirements ?? []) requirements.add(one);
      for (const one of nested?.constraints ?? []) constraints.add(one);
    }
    for (const file of constraints) {
      const nested = context?.entries.get(file)?.nested;
      for (const one of [...(nested?.requirements ?? []), ...(nested?.constraints ?? [])])
        constraints.add(one);
    }
  }
  return installs;
}
