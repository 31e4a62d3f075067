/** The recipe's case: a role for nodes outside AWS, and its profile. */
import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import type { World } from '../harness/world.ts';

export const ROLE = 'nodes';
export const ARN = `arn:aws:iam::123456789012:role/${ROLE}`;
export const OWNER = 'octo-org/octo-repo';
export const OWNER_KEY = 'aws-iam-instance-profile:owner';
export const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';

export const NODES = { 'role-name': ROLE, 'trust-services': 'rolesanywhere' } as const;

/** Returns the step's inputs with a profile `nodes` of these settings. */
export function nodes(
  profile: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...NODES, 'roles-anywhere-profile': JSON.stringify({ name: 'nodes', ...profile }), ...more };
}

export function allow(...actions: string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/** Plants a profile as another user would, by default with the owner's tag. */
export function plantProfile(
  { emulator }: Pick<World, 'emulator'>,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const owned = { name: 'nodes', roleArns: [ARN], enabled: true, tags: [{ key: OWNER_KEY, value: OWNER }] };
  const { profile } = emulator.rolesAnywhere.call('CreateProfile', { ...owned, ...more });
  return profile.profileId;
}

/** Returns the one profile of that name. */
export function profileOf({ emulator }: Pick<World, 'emulator'>, name = 'nodes') {
  const found = emulator.rolesAnywhere.all().filter((profile) => profile.name === name);
  expect(found).toHaveLength(1);
  const [profile] = found;
  if (profile === undefined) throw new Error('there is none');
  const {
    tags,
    roleArns,
    managedPolicyArns,
    enabled,
    durationSeconds,
    sessionPolicy,
    profileArn,
    profileId,
  } = profile;
  return {
    id: profileId,
    arn: profileArn,
    enabled,
    durationSeconds,
    roleArns,
    managedPolicyArns,
    sessionPolicy: JSON.parse(sessionPolicy ?? 'null') as unknown,
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
  };
}

const ANYWHERE = /Profiles?$|Resource$/;

/** Lists the calls of the last step to Roles Anywhere. */
export function anywhereCalls({ emulator }: Pick<World, 'emulator'>): string[] {
  return emulator.calls.filter(({ service }) => service === 'rolesanywhere').map(({ action }) => action);
}

export function anywhereWrites({ emulator }: Pick<World, 'emulator'>): string[] {
  return emulator.writes.filter(({ service }) => service === 'rolesanywhere').map(({ action }) => action);
}

interface ShownChange {
  readonly resource: string;
  readonly action: string;
  readonly api: string;
  readonly summary: string;
  readonly broadens: boolean;
}

/** Returns the planned changes of the profile, from the output. */
export function changesOf(outputs: Readonly<Record<string, string>>): ShownChange[] {
  const all = JSON.parse(outputs['changes'] ?? '[]') as ShownChange[];
  return all.filter(
    ({ api, resource }) => ANYWHERE.test(api) && resource.startsWith('roles-anywhere-profile/'),
  );
}
