/**
 * Finds the roles that a manifest has created and no longer lists. Loaded only for `prune: roles`. The marker tag decides,
 * never a name: a role without it stays.
 */
import pLimit from 'p-limit';
import { absentAsUndefined } from '../aws/errors.ts';
import type { Declaration } from '../resources/declaration.ts';
import { MANIFEST_TAG, hasOwner, tagsFromIam, tagValue } from '../resources/tags.ts';
import { Deadline, retryUntilConsistent } from './deadline.ts';
import type { Ports } from './ports.ts';
import { ROLES_AT_ONCE } from './reconcile-all.ts';
import { ownedProfiles, removalOf, rolesUnder } from './sweep.ts';

export interface Undeclared {
  /** Declares that these roles do not exist. */
  readonly removals: readonly Declaration[];
  /** One line for each role of the same owner that no manifest, or another one, created. */
  readonly kept: readonly string[];
}

/**
 * Looks under the path of each declared role for roles that the same manifest has created.
 *
 * @throws CallError if the roles cannot be listed or read
 */
export async function undeclaredRoles(
  declarations: readonly Declaration[],
  timeoutSeconds: number,
  ports: Ports,
): Promise<Undeclared> {
  const deadline = new Deadline(ports, timeoutSeconds * 1000);
  const declared = new Set(declarations.map(({ roleName }) => roleName.toLowerCase()));
  const keptProfiles = new Set(
    declarations.map(({ instanceProfileName }) => instanceProfileName.toLowerCase()),
  );
  const removals: Declaration[] = [];
  const kept: string[] = [];
  const limit = pLimit(ROLES_AT_ONCE);
  const byPath = Map.groupBy(
    declarations.filter(({ role }) => role?.manifest !== undefined),
    ({ role }) => role?.path ?? '/',
  );
  for (const [path, listed] of byPath) {
    const names = await retryUntilConsistent(() => rolesUnder(ports.iam, path), deadline);
    const others = names.filter((name) => !declared.has(name.toLowerCase()));
    const look = async (roleName: string): Promise<void> => {
      const role = (await absentAsUndefined(ports.iam.call('GetRole', { RoleName: roleName })))?.Role;
      const tags = tagsFromIam(role?.Tags);
      const owner = listed.find((each) => hasOwner({ tags }, each));
      // A path under another one is looked at twice.
      if (role?.Path !== path || owner === undefined) return;
      const manifest = tagValue(tags, MANIFEST_TAG);
      if (manifest !== owner.role?.manifest) {
        const reason =
          manifest === undefined ? 'no manifest created it' : `it bears the tag of the manifest ${manifest}`;
        kept.push(`role/${roleName} under ${path} is not in the manifest and stays: ${reason}.`);
        return;
      }
      const { names: owned, others: full } = await ownedProfiles(ports.iam, roleName, owner);
      // A declared profile is about to get the role that takes this one's place.
      const [profile = roleName, ...more] = owned.filter((name) => !keptProfiles.has(name.toLowerCase()));
      const left = new Set([...keptProfiles, ...[...more, ...full].map((name) => name.toLowerCase())]);
      const further = more.map((name) => ({ ...removalOf(roleName, name, owner), profileOnly: true }));
      removals.push(...further, { ...removalOf(roleName, profile, owner), keptProfiles: left });
    };
    await Promise.all(others.map((name) => limit(() => retryUntilConsistent(() => look(name), deadline))));
  }
  return { removals: removals.sort((a, b) => (a.roleName < b.roleName ? -1 : 1)), kept: kept.sort() };
}
