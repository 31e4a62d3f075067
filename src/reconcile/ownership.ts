/** Whose a role or profile is, and what is refused before anything is written. */
import type { Declaration } from '../config/declaration.ts';
import { isReservedPath } from '../iam/arn.ts';
import type { RolesAnywhereProfileState, State, Tags } from '../resources/state.ts';
import { OWNER_TAG, tagValue } from '../resources/tags.ts';

interface Owned {
  readonly name: string;
  readonly path: string;
  readonly tags: Tags;
}

/** Whether it may be changed: it does not exist, has our owner tag, or may be adopted. */
export function isOurs(
  thing: Pick<Owned, 'tags'> | undefined,
  declaration: Pick<Declaration, 'owner' | 'adopt'>,
): boolean {
  return thing === undefined || declaration.adopt || tagValue(thing.tags, OWNER_TAG) === declaration.owner;
}

/** What is refused, each with the ways on. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.reasons = reasons;
  }
}

/**
 * Why the declaration must not be made so, all reasons at once; none when it may.
 *
 * @param madeProfile whether this run made a Roles Anywhere profile: then a second one may be its own, too, or come from
 *   another run at the same time, and goes
 */
export function refusals(declaration: Declaration, actual: State, madeProfile = false): string[] {
  const { role, instanceProfile } = actual;
  const wanted = declaration.role;
  const reasons: string[] = [];
  if (role !== undefined) {
    if (isReservedPath(role.path)) {
      reasons.push(
        `role/${role.name} is under ${role.path}, where AWS services and IAM Identity Center keep their own roles; choose another role-name`,
      );
    } else {
      reasons.push(...notOurs('role', role, declaration));
      if (wanted !== undefined) reasons.push(...otherPath('role', role, wanted.path));
    }
  }
  if (instanceProfile !== undefined && wanted?.instanceProfile !== undefined) {
    reasons.push(...notOurs('instance-profile', instanceProfile, declaration));
    reasons.push(...otherPath('instance-profile', instanceProfile, wanted.instanceProfile.path));
  }
  const { rolesAnywhereProfile } = actual;
  if (rolesAnywhereProfile !== undefined) {
    reasons.push(...profileRefusals(declaration, rolesAnywhereProfile, madeProfile));
  }
  return reasons;
}

function* profileRefusals(
  declaration: Declaration,
  profile: RolesAnywhereProfileState,
  madeProfile: boolean,
): Generator<string> {
  const all = [profile, ...profile.namesakes];
  const allOurs = all.every((each) => isOurs(each, { owner: declaration.owner, adopt: false }));
  const called = `roles-anywhere-profile/${profile.name}`;
  if (all.length > 1 && !(madeProfile && allOurs)) {
    yield (
      `there are ${all.length} Roles Anywhere profiles called ${profile.name}: ${all.map(({ born }) => born?.id ?? '').join(', ')}; ` +
      'delete all but one (aws rolesanywhere delete-profile --profile-id …), or choose another name'
    );
    return;
  }
  const wanted = declaration.role?.rolesAnywhere;
  if (wanted === undefined) return;
  yield* notOurs('roles-anywhere-profile', profile, declaration);
  if (wanted.requireInstanceProperties !== profile.requireInstanceProperties) {
    yield (
      `${called} has require-instance-properties: ${profile.requireInstanceProperties}, and Roles Anywhere cannot change it: declare it so, ` +
      `choose another name, or delete the profile (aws rolesanywhere delete-profile --profile-id ${profile.born?.id ?? ''}) and apply again`
    );
  }
}

function* notOurs(
  kind: 'role' | 'instance-profile' | 'roles-anywhere-profile',
  thing: Omit<Owned, 'path'>,
  declaration: Declaration,
): Generator<string> {
  if (isOurs(thing, declaration)) return;
  const owner = tagValue(thing.tags, OWNER_TAG);
  const whose =
    owner === undefined
      ? 'exists and has no owner tag'
      : `exists and belongs to ${JSON.stringify(owner)}, not to ${JSON.stringify(declaration.owner)}`;
  const other = {
    role: 'role-name',
    'instance-profile': 'instance-profile-name',
    'roles-anywhere-profile': 'name',
  }[kind];
  yield `${kind}/${thing.name} ${whose}: set adopt: true to take it over, or choose another ${other}`;
}

/** IAM sets path and name at creation and has no call to change them. */
function* otherPath(kind: 'role' | 'instance-profile', thing: Owned, path: string): Generator<string> {
  if (thing.path === path) return;
  yield (
    `${kind}/${thing.name} exists under the path ${thing.path}, and IAM cannot move it to ${path}: ` +
    `declare ${kind}-path: ${thing.path}, or remove it with mode: destroy and apply again`
  );
}
