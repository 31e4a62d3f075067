/** The planned changes as a table: what each of them finds, and what it leaves. */
import { policyName } from '../iam/arn.ts';
import { parseStatements, type PolicyDocument } from '../iam/policy-document.ts';
import { count, type Change, type Plan } from '../resources/change.ts';
import { effect } from '../resources/effect.ts';
import {
  isRolesAnywhereChange,
  type RolesAnywhereChange,
} from '../resources/roles-anywhere-profile-changes.ts';
import type { RolesAnywhereProfileState, RoleState, State, Tags } from '../resources/state.ts';
import { OWNER_TAG, tagsFromIam, tagValue } from '../resources/tags.ts';
import { code, short, table, text } from './markdown.ts';

export function changeTable(plan: Plan, start: State): string {
  const own = plan.changes[0]?.resource.replace(/^[^/]*/, '');
  let before = start;
  const rows = plan.changes.map((change) => {
    const after = effect(before, change);
    const { what, was = [], becomes = [] } = described(change, before, after);
    before = after;
    const [kind = '', name = ''] = change.resource.split(/(?=\/)/);
    return [
      kind.replaceAll('-', ' ') + (name === own ? '' : ` ${code(name.slice(1))}`),
      text(what ?? change.summary),
      beforeAndAfter(was, becomes),
      change.broadens ? '⚠️ **yes**' : '',
    ];
  });
  return table(['resource', 'change', 'before → after', 'broadens access'], rows);
}

function beforeAndAfter(was: readonly string[], becomes: readonly string[]): string {
  if (was.length === becomes.length) {
    return was
      .map((each, index) => [each, becomes[index] ?? ''].filter((side) => side !== '').join(' → '))
      .join('<br>');
  }
  const sides = [was.join(', '), becomes.join(', ')];
  return sides.every((side) => side !== '') ? sides.join('<br>→ ') : [...was, ...becomes].join('<br>');
}

/** Cells are Markdown; without `what`, the change's own summary says it. */
interface Described {
  readonly what?: string;
  readonly was?: readonly string[];
  readonly becomes?: readonly string[];
}

function described(change: Change, before: State, after: State): Described {
  if (isRolesAnywhereChange(change)) {
    return describedProfile(change, before.rolesAnywhereProfile, after.rolesAnywhereProfile);
  }
  const { api, input } = change;
  const [role, next] = [before.role, after.role];
  switch (api) {
    case 'CreateRole':
      return { becomes: next === undefined ? [] : roleFacts(next) };
    case 'DeleteRole':
      return { was: role === undefined ? [] : [code(role.born?.arn ?? role.name)] };
    case 'UpdateRole': {
      const described = role?.description !== next?.description;
      const timed = role?.maxSessionDuration !== next?.maxSessionDuration;
      const facts = (state: RoleState | undefined): string[] => [
        ...(described ? [state?.description ? text(short(state.description)) : 'no description'] : []),
        ...(timed ? [`sessions of ${state?.maxSessionDuration ?? 0} s`] : []),
      ];
      return {
        what: `update ${[...(described ? ['description'] : []), ...(timed ? ['session duration'] : [])].join(' and ')}`,
        was: facts(role),
        becomes: facts(next),
      };
    }
    case 'UpdateAssumeRolePolicy':
      return { was: [trusted(role?.trust)], becomes: [trusted(next?.trust)] };
    case 'PutRolePermissionsBoundary':
    case 'DeleteRolePermissionsBoundary':
      return {
        what: `${next?.boundary === undefined ? 'remove' : 'set'} the permissions boundary`,
        was: arns([role?.boundary]),
        becomes: arns([next?.boundary]),
      };
    case 'TagRole':
      return tagged(role?.tags, tagsFromIam(input.Tags));
    case 'TagInstanceProfile':
      return tagged(before.instanceProfile?.tags, tagsFromIam(input.Tags));
    case 'UntagRole':
      return untagged(role?.tags, input.TagKeys ?? []);
    case 'UntagInstanceProfile':
      return untagged(before.instanceProfile?.tags, input.TagKeys ?? []);
    case 'AttachRolePolicy':
      return { becomes: policy(input.PolicyArn) };
    case 'DetachRolePolicy':
      return { was: policy(input.PolicyArn) };
    case 'PutRolePolicy': {
      const was = statements(role?.inlinePolicies.get(input.PolicyName ?? ''));
      const becomes = statements(next?.inlinePolicies.get(input.PolicyName ?? ''));
      return was.join() === becomes.join() ? { becomes: ['as shown below'] } : { was, becomes };
    }
    case 'DeleteRolePolicy':
      return { was: statements(role?.inlinePolicies.get(input.PolicyName ?? '')) };
    case 'CreateInstanceProfile':
      return { becomes: [...path(input.Path), ...tagCount(tagsFromIam(input.Tags))] };
    case 'DeleteInstanceProfile':
      return { was: arns([before.instanceProfile?.born?.arn]) };
    case 'AddRoleToInstanceProfile':
      return { becomes: [code(`role/${input.RoleName ?? ''}`)] };
    case 'RemoveRoleFromInstanceProfile':
      return { was: [code(`role/${input.RoleName ?? ''}`)] };
  }
}

function describedProfile(
  change: RolesAnywhereChange,
  before: RolesAnywhereProfileState | undefined,
  after: RolesAnywhereProfileState | undefined,
): Described {
  const asTags = (tags: readonly { readonly key: string; readonly value: string }[]): Tags =>
    new Map(tags.map(({ key, value }) => [key, value]));
  switch (change.api) {
    case 'CreateProfile':
      return { becomes: [...profileFacts(after), ...tagCount(after?.tags ?? new Map())] };
    case 'UpdateProfile': {
      const was = profileFacts(before);
      const becomes = profileFacts(after);
      const only = (facts: string[], others: string[]): string[] =>
        facts.filter((fact) => !others.includes(fact));
      return {
        what: 'update the Roles Anywhere profile',
        was: only(was, becomes),
        becomes: was.join() === becomes.join() ? ['session policy as below'] : only(becomes, was),
      };
    }
    case 'DeleteProfile':
      return { was: arns([before?.born?.arn]) };
    case 'TagResource':
      return tagged(before?.tags, asTags(change.input.tags));
    case 'UntagResource':
      return untagged(before?.tags, change.input.tagKeys);
    case 'EnableProfile':
    case 'DisableProfile':
      return {};
  }
}

function profileFacts(profile: RolesAnywhereProfileState | undefined): string[] {
  if (profile === undefined) return [];
  const { roleArns, managedPolicies, sessionPolicy, durationSeconds } = profile;
  return [
    `sessions of ${durationSeconds} s`,
    ...[...roleArns].sort().map((arn) => `for ${code(arn.replace(/^\{role-arn:(.+)\}$/, 'role/$1'))}`),
    ...[...managedPolicies].sort().map((arn) => `held to ${code(policyName(arn))}`),
    ...statements(sessionPolicy).map((size) => `session policy: ${size}`),
  ];
}

function roleFacts(role: RoleState): string[] {
  return [
    `trusts ${trusted(role.trust)}`,
    ...path(role.path),
    ...(role.boundary === undefined ? [] : [`bounded by ${code(role.boundary)}`]),
    ...(role.maxSessionDuration === 3600 ? [] : [`sessions of ${role.maxSessionDuration} s`]),
    ...tagCount(role.tags),
  ];
}

function path(given = '/'): string[] {
  return given === '/' ? [] : [`path ${code(given)}`];
}

function tagCount(tags: Tags): string[] {
  const owner = tagValue(tags, OWNER_TAG);
  return [
    ...(owner === undefined ? [] : [`owner ${code(short(owner))}`]),
    ...(tags.size === 0 ? [] : [count(tags.size, 'tag')]),
  ];
}

/** Who may assume a role, by its trust policy. */
export function principals(trust: PolicyDocument): { name: string; conditional: boolean }[] {
  const found = new Map<string, boolean>();
  for (const { effect: kind, fields, conditions } of parseStatements(trust)) {
    if (kind === 'Deny') continue;
    const not = (fields.get('NotPrincipal') ?? []).map((name) => `anyone but ${principal(name)}`);
    for (const name of [...(fields.get('Principal') ?? []).map(principal), ...not]) {
      found.set(name, (found.get(name) ?? true) && conditions.size > 0);
    }
  }
  return [...found].map(([name, conditional]) => ({ name, conditional }));
}

function principal(name: string): string {
  return name === '*' ? 'anyone' : name.replace(/^(?:Service|AWS|Federated|CanonicalUser):/, '');
}

const SHOWN = 8;

function trusted(trust: PolicyDocument | undefined): string {
  const all = trust === undefined ? [] : principals(trust);
  const shown = all
    .slice(0, SHOWN)
    .map(({ name, conditional }) => `${code(short(name))}${conditional ? ' on conditions' : ''}`);
  const rest = all.length > SHOWN ? [`${all.length - SHOWN} more`] : [];
  return [...shown, ...rest].join(', ') || 'nobody';
}

function tagged(before: Tags | undefined, set: Tags): Described {
  const keys = [...set.keys()];
  return {
    what: `set ${count(keys.length, 'tag')}`,
    was: keys.map((key) => tag(key, before?.get(key))),
    becomes: keys.map((key) => tag(key, set.get(key))),
  };
}

function untagged(before: Tags | undefined, keys: readonly string[]): Described {
  return { what: `remove ${count(keys.length, 'tag')}`, was: keys.map((key) => tag(key, before?.get(key))) };
}

function tag(key: string, value: string | undefined): string {
  return value === undefined ? '' : code(short(`${key}=${value}`));
}

function statements(document: PolicyDocument | undefined): string[] {
  return document === undefined ? [] : [count(parseStatements(document).length, 'statement')];
}

/** AWS's own policies are known by their name, which the change says. */
function policy(arn = ''): string[] {
  return /^arn:[\w-]+:iam::aws:/.test(arn) ? ['AWS managed policy'] : [code(arn)];
}

function arns(values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined).map(code);
}
