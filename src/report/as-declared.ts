/**
 * The step that declares a role as it stands: with it, taking the role over changes nothing but the owner tag. Loaded only
 * where a role is refused because it is not ours.
 */
import { stringify } from 'yaml';
import { publicTrust } from '../config/public-trust.ts';
import { MAX_TAGS } from '../config/schema.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { InstanceProfileState, RoleState, State, Tags } from '../resources/state.ts';
import { OWNER_TAG, PULL_REQUEST_TAG, sameKey } from '../resources/tags.ts';
import type { Block } from './blocks.ts';
import { fenced, folded } from './markdown.ts';

/** The inputs, in the order of `action.yml`, as text. Empty where there is no role. */
export function inputsAsDeclared({ role, instanceProfile }: State): Readonly<Record<string, string>> {
  if (role === undefined) return {};
  const profile = instanceProfile?.role?.name === role.name ? instanceProfile : undefined;
  const tags = commonTags(role, profile);
  const known = [...role.inlinePolicies].filter(
    (entry): entry is [string, PolicyDocument] => entry[1] !== undefined,
  );
  const stays = [
    ...(known.length === role.inlinePolicies.size ? ['policies', 'inline-policies'] : ['policies']),
    ...(tags.all ? ['tags'] : []),
  ];
  return {
    'role-name': role.name,
    ...(role.path === '/' ? {} : { 'role-path': role.path }),
    ...(role.description === '' ? {} : { 'role-description': role.description }),
    'trust-policy': stringify(role.trust, { lineWidth: 0 }),
    ...(publicTrust(role.trust).length === 0 ? {} : { 'allow-public-trust': 'true' }),
    ...(role.maxSessionDuration === 3600 ? {} : { 'max-session-duration': String(role.maxSessionDuration) }),
    ...(role.boundary === undefined ? {} : { 'permissions-boundary': role.boundary }),
    ...(role.managedPolicies.size === 0
      ? {}
      : { 'policy-arns': [...role.managedPolicies].sort().join('\n') }),
    // As JSON where it can be one line a policy: a name may hold what would begin another notation.
    ...(known.length === 0 ? {} : { 'inline-policies': JSON.stringify(Object.fromEntries(known), null, 2) }),
    ...(tags.common.size === 0 ? {} : { tags: written(tags.common) }),
    ...(profile === undefined ? { 'instance-profile': 'false' } : {}),
    ...(profile === undefined || profile.name === role.name ? {} : { 'instance-profile-name': profile.name }),
    ...(profile === undefined || profile.path === '/' ? {} : { 'instance-profile-path': profile.path }),
    ...(stays.length === 3 ? {} : { prune: stays.join('\n') }),
    adopt: 'true',
  };
}

/** @param name of the role, as Markdown */
export function asDeclaredBlock(state: State, name: string): Block {
  const how = `With this step ${name} is taken over as it stands: nothing changes but the owner tag.`;
  return {
    name: `the step that declares ${name} as it stands`,
    markdown: folded(
      'The step that takes it over as it is',
      `${how}\n\n${fenced('yaml', stepAsDeclared(state))}`,
    ),
  };
}

/** The step as YAML, ready to paste. */
export function stepAsDeclared(state: State): string {
  const inputs = Object.entries(inputsAsDeclared(state)).map(([name, value]) => [
    name,
    // What would be an expression to GitHub, as one that says just that.
    value.replaceAll('${{', "${{ '${{' }}"),
  ]);
  const step = [{ uses: 'OWNER/aws-iam-instance-profile@v1', with: Object.fromEntries(inputs) as object }];
  return stringify(step, { lineWidth: 0, blockQuote: 'literal' }).trimEnd();
}

/** Tags are declared for role and profile alike: those that both have, and whether there are no others. */
function commonTags(
  role: RoleState,
  profile: InstanceProfileState | undefined,
): { readonly common: Tags; readonly all: boolean } {
  const own = (tags: Tags): [string, string][] =>
    [...tags].filter(([key]) => ![OWNER_TAG, PULL_REQUEST_TAG].some((ours) => sameKey(ours, key)));
  const [ofRole, ofProfile] = [own(role.tags), own((profile ?? role).tags)];
  const common = ofRole
    .filter(([key, value]) => (profile ?? role).tags.get(key) === value)
    .slice(0, MAX_TAGS);
  return {
    common: new Map(common),
    all: common.length === ofRole.length && common.length === ofProfile.length,
  };
}

/** `key=value` a line where that is unmistakable, else JSON. */
function written(tags: Tags): string {
  const plain = [...tags].every(([key, value]) => /^[\w./+@-]+$/.test(key) && value === value.trim());
  return plain
    ? [...tags].map(([key, value]) => `${key}=${value}`).join('\n')
    : JSON.stringify(Object.fromEntries(tags), null, 2);
}
