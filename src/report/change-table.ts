/** The planned changes as a table: what each of them finds, and what it leaves. */
import { encodeDocument, parseStatements, type PolicyDocument } from '../iam/policy-document.ts';
import type { Change, Plan } from '../resources/change.ts';
import { effect } from '../resources/effect.ts';
import { count } from '../resources/role-changes.ts';
import type { RoleState, State, Tags } from '../resources/state.ts';
import { OWNER_TAG, tagsFromIam, tagValue } from '../resources/tags.ts';
import { code, short, table, text } from './markdown.ts';

export function changeTable(plan: Plan, start: State): string {
  let before = start;
  const rows = plan.changes.map((change) => {
    const after = effect(before, change);
    const { what, was = [], becomes = [] } = described(change, before, after);
    before = after;
    return [
      code(change.resource),
      text(what ?? change.summary),
      was.join('<br>'),
      becomes.join('<br>'),
      change.broadens ? '⚠️ **yes**' : '',
    ];
  });
  return table(['resource', 'change', 'before', 'after', 'broadens access'], rows);
}

/** Cells are Markdown; without `what`, the change's own summary says it. */
interface Described {
  readonly what?: string;
  readonly was?: readonly string[];
  readonly becomes?: readonly string[];
}

function described(change: Change, before: State, after: State): Described {
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
      return { was: trusted(role?.trust), becomes: trusted(next?.trust) };
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
      return { becomes: arns([input.PolicyArn]) };
    case 'DetachRolePolicy':
      return { was: arns([input.PolicyArn]) };
    case 'PutRolePolicy':
    case 'DeleteRolePolicy':
      return {
        was: statements(role?.inlinePolicies.get(input.PolicyName ?? '')),
        becomes: statements(next?.inlinePolicies.get(input.PolicyName ?? '')),
      };
    case 'CreateInstanceProfile':
      return { becomes: [`path ${code(input.Path ?? '/')}`, ...tagCount(tagsFromIam(input.Tags))] };
    case 'DeleteInstanceProfile':
      return { was: arns([before.instanceProfile?.born?.arn]) };
    case 'AddRoleToInstanceProfile':
      return { becomes: [code(`role/${input.RoleName ?? ''}`)] };
    case 'RemoveRoleFromInstanceProfile':
      return { was: [code(`role/${input.RoleName ?? ''}`)] };
  }
}

function roleFacts(role: RoleState): string[] {
  return [
    ...trusted(role.trust),
    ...(role.path === '/' ? [] : [`path ${code(role.path)}`]),
    ...(role.boundary === undefined ? [] : [`bounded by ${code(role.boundary)}`]),
    ...(role.maxSessionDuration === 3600 ? [] : [`sessions of ${role.maxSessionDuration} s`]),
    ...tagCount(role.tags),
  ];
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

function trusted(trust: PolicyDocument | undefined): string[] {
  if (trust === undefined) return [];
  const all = principals(trust);
  if (all.length === 0) return ['trusts nobody'];
  const rest = all.length > SHOWN ? [`and ${all.length - SHOWN} more`] : [];
  return [
    ...all
      .slice(0, SHOWN)
      .map(({ name, conditional }) => `trusts ${code(short(name))}${conditional ? ', on conditions' : ''}`),
    ...rest,
  ];
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
  if (document === undefined) return [];
  const size = encodeDocument(document).length;
  return [`${count(parseStatements(document).length, 'statement')}, ${size} characters`];
}

function arns(values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined).map(code);
}
