/**
 * A toy kind of resource, complete in one file as a new kind would be: a companion role of the declared role. It
 * uses IAM's calls, and names of properties that no other kind has. In place of inputs it takes its declaration as
 * an argument.
 */
import { absentAsUndefined } from '../../src/aws/errors.ts';
import type { Iam, Write, Input } from '../../src/aws/calls.ts';
import { decodeDocument, encodeDocument, type PolicyDocument } from '../../src/aws/policy-document.ts';
import { differences, propertiesOf } from '../../src/resources/properties.ts';
import {
  change,
  InconsistentReadError,
  type Change,
  type Resource,
  type ResourceKind,
} from '../../src/resources/resource.ts';
import { desiredTags, tagChanges, tagsFromIam, tagsToIam } from '../../src/resources/tags.ts';
import { EC2_TRUST } from '../harness/workshop.ts';

export interface Companion extends Resource {
  readonly path: string;
  readonly motto: string;
  /** ARNs of managed policies. */
  readonly grants: ReadonlySet<string>;
  readonly notes: ReadonlyMap<string, PolicyDocument>;
}

declare module '../../src/resources/resource.ts' {
  interface Kinds {
    companion: Companion;
  }
}

export type CompanionDeclaration = Pick<Companion, 'motto' | 'grants' | 'notes'>;

export function companion(declared: CompanionDeclaration): ResourceKind<'companion'> {
  return {
    kind: 'companion',
    noun: 'companion',
    nameInput: 'companion-name',
    outputs: ['arn'],
    properties: {
      path: { label: 'path', phrase: 'path', default: '/' },
      motto: { label: 'motto', phrase: 'says', default: '' },
      grants: { label: 'grant', edge: '' },
      notes: { label: 'note', edge: '' },
      tags: { label: 'tag' },
    },
    declaredName: ({ roleName }) => `${roleName}-companion`,
    observe: (iam, { roleName }) => observe(iam, `${roleName}-companion`),
    desired: (declaration, { companion: actual }) => {
      const { role, roleName } = declaration;
      if (role === undefined) return undefined;
      return {
        ...declared,
        name: `${roleName}-companion`,
        path: '/',
        grants: new Set([...(role.prune.has('policies') ? [] : (actual?.grants ?? [])), ...declared.grants]),
        tags: desiredTags(role.tags, declaration, role, actual?.tags),
        identity: actual?.identity,
      };
    },
    plan: ({ companion: target }, { companion: actual }) => {
      if (target !== undefined) {
        if (actual !== undefined) return [...settings(target, actual), ...contents(target, actual)];
        const created = { ...target, grants: new Set<string>(), notes: new Map(), identity: undefined };
        return [create(created), ...contents(target, created)];
      }
      if (actual === undefined) return [];
      const input = { RoleName: actual.name };
      return [
        ...contents({ ...actual, grants: new Set(), notes: new Map() }, actual),
        own('DeleteRole', input, 'delete the companion', { deletes: true }),
      ];
    },
  };
}

async function observe(iam: Iam, RoleName: string): Promise<Companion | undefined> {
  const [found, attached, inline] = await Promise.all([
    absentAsUndefined(iam.call('GetRole', { RoleName })),
    absentAsUndefined(iam.call('ListAttachedRolePolicies', { RoleName })),
    absentAsUndefined(iam.call('ListRolePolicies', { RoleName })),
  ]);
  const role = found?.Role;
  if (role === undefined) return undefined;
  if (attached === undefined || inline === undefined)
    throw new InconsistentReadError(`companion/${RoleName}: inconsistent reads`);
  const notes = (inline.PolicyNames ?? []).map(async (PolicyName) => {
    const { PolicyDocument = '{}' } = await iam.call('GetRolePolicy', { RoleName, PolicyName });
    return [PolicyName, decodeDocument(PolicyDocument)] as const;
  });
  return {
    name: RoleName,
    path: role.Path ?? '/',
    motto: role.Description ?? '',
    grants: new Set((attached.AttachedPolicies ?? []).map(({ PolicyArn = '' }) => PolicyArn)),
    notes: new Map(await Promise.all(notes)),
    tags: tagsFromIam(role.Tags),
    identity: { arn: role.Arn ?? '', id: role.RoleId ?? '', created: role.CreateDate },
  };
}

function create(target: Companion): Change {
  const input = {
    RoleName: target.name,
    Path: target.path,
    Description: target.motto,
    AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST),
    Tags: tagsToIam(target.tags),
  };
  return own('CreateRole', input, 'create the companion', { creates: target });
}

function settings(target: Companion, actual: Companion): Change[] {
  const { name: RoleName, motto } = target;
  const input = { RoleName, Description: motto, MaxSessionDuration: 3600 };
  return [
    ...tagChanges(
      target.tags,
      actual.tags,
      (TagKeys, summary, effect) => own('UntagRole', { RoleName, TagKeys }, summary, effect),
      (set, summary, effect) => own('TagRole', { RoleName, Tags: tagsToIam(set) }, summary, effect),
    ),
    ...(motto === actual.motto ? [] : [own('UpdateRole', input, 'set the motto', { sets: { motto } })]),
  ];
}

/** Adds and replaces, then removes. */
function contents(target: Companion, actual: Companion): Change[] {
  const RoleName = target.name;
  const keys = differences(propertiesOf(target), propertiesOf(actual)).sort();
  const [arns = [], names = []] = ['grants/', 'notes/'].map((prefix) =>
    keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : [])),
  );
  const grants = arns.map((PolicyArn) => {
    const input = { RoleName, PolicyArn };
    const key = `grants/${PolicyArn}`;
    return target.grants.has(PolicyArn)
      ? own('AttachRolePolicy', input, `grant ${PolicyArn}`, { sets: { [key]: true }, broadens: true })
      : own('DetachRolePolicy', input, `revoke ${PolicyArn}`, { sets: { [key]: undefined } });
  });
  const notes = names.map((PolicyName) => {
    const document = target.notes.get(PolicyName);
    const sets = { [`notes/${PolicyName}`]: document };
    if (document === undefined)
      return own('DeleteRolePolicy', { RoleName, PolicyName }, `remove the note ${PolicyName}`, { sets });
    const input = { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
    return own('PutRolePolicy', input, `write the note ${PolicyName}`, { sets });
  });
  const all = [...grants, ...notes];
  const removes = ({ api }: Change): boolean => api === 'DetachRolePolicy' || api === 'DeleteRolePolicy';
  return [...all.filter((each) => !removes(each)), ...all.filter(removes)];
}

/** Builds a change of this kind from a call whose row in the table of calls names another kind. */
function own<Api extends Write>(
  api: Api,
  input: Input<Api> & { readonly RoleName: string | undefined },
  summary: string,
  effect: Parameters<typeof change>[4],
): Change {
  const name = input.RoleName ?? '';
  return {
    ...change(api, name, input, summary, { ...effect, kind: 'companion' }),
    resource: `companion/${name}`,
  };
}
