/** An IAM that is a value: it holds one state, answers reads from it, and takes writes as `effect` says. No lag, no wire. */
import { Cancelled } from '../../src/runtime/cancellation.ts';
import type { Iam, Call, Input } from '../../src/iam/calls.ts';
import { encodeDocument } from '../../src/iam/policy-document.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Change } from '../../src/resources/resource.ts';
import { effect } from '../../src/resources/properties.ts';
import type { State } from '../../src/resources/resource.ts';
import { tagsToIam } from '../../src/resources/tags.ts';
import { callError } from './fake-iam.ts';
import { refusal } from './states.ts';

/** What comes instead of an answer, before or after the call took effect; nothing lets the call be. */
export type Fault = { readonly error: Error; readonly took: boolean } | undefined;

export interface ModelIam extends Iam {
  state: State;
  /** Writes that were sent, refused ones too. */
  readonly writes: string[];
  /** Asked before each call. */
  fault: (call: Call, write: number) => Fault;
}

const READ = /^(Get|List)/;

export function modelIam(start: State, quota = 10): ModelIam {
  const absent = (call: string, input: unknown): Error => callError('NoSuchEntity', call, input);
  const read = (call: Call, input: Readonly<Record<string, string>>): unknown => {
    const { role, instanceProfile: profile } = model.state;
    if (call === 'GetAccountSummary') return { SummaryMap: { AttachedPoliciesPerRoleQuota: quota } };
    if (call === 'GetPolicy') return { Policy: { Arn: input['PolicyArn'] } };
    if (call === 'GetInstanceProfile') {
      if (profile === undefined) throw absent(call, input);
      const { name, path, tags, role: held, identity } = profile;
      const Roles = held === undefined ? [] : [{ RoleName: held.name, RoleId: held.id }];
      const [Arn, InstanceProfileId] = [identity?.arn, identity?.id];
      return {
        InstanceProfile: {
          InstanceProfileName: name,
          Path: path,
          Tags: tagsToIam(tags),
          Roles,
          Arn,
          InstanceProfileId,
        },
      };
    }
    if (role === undefined) throw absent(call, input);
    switch (call) {
      case 'GetRole':
        return {
          Role: {
            RoleName: role.name,
            Path: role.path,
            Description: role.description,
            MaxSessionDuration: role.maxSessionDuration,
            AssumeRolePolicyDocument: encodeURIComponent(encodeDocument(role.trust)),
            ...(role.boundary === undefined
              ? {}
              : { PermissionsBoundary: { PermissionsBoundaryArn: role.boundary } }),
            Tags: tagsToIam(role.tags),
            Arn: role.identity?.arn,
            RoleId: role.identity?.id,
          },
        };
      case 'ListAttachedRolePolicies':
        return { AttachedPolicies: [...role.managedPolicies].map((PolicyArn) => ({ PolicyArn })) };
      case 'ListRolePolicies':
        return { PolicyNames: [...role.inlinePolicies.keys()] };
      case 'ListInstanceProfilesForRole': {
        const own = profile?.role?.name === role.name ? [profile.name] : [];
        return {
          InstanceProfiles: [...role.instanceProfiles, ...own].map((InstanceProfileName) => ({
            InstanceProfileName,
          })),
        };
      }
      default: {
        const document = role.inlinePolicies.get(input['PolicyName'] ?? '');
        if (document === undefined) throw absent(call, input);
        return { PolicyDocument: encodeURIComponent(encodeDocument(document)) };
      }
    }
  };
  const identity = (state: State): State => ({
    role: state.role && {
      ...state.role,
      identity: state.role.identity ?? { arn: 'arn:new', id: 'AROANEW', created: undefined },
    },
    instanceProfile: state.instanceProfile && {
      ...state.instanceProfile,
      identity: state.instanceProfile.identity ?? { arn: 'arn:newer', id: 'AIPANEW', created: undefined },
    },
  });
  const model: ModelIam = {
    state: start,
    writes: [],
    fault: () => undefined,
    call: async (call: Call, input: Input<Call>) => {
      await Promise.resolve();
      const fault = model.fault(call, READ.test(call) ? model.writes.length : model.writes.push(call));
      if (fault?.took === false) throw fault.error;
      if (READ.test(call)) return read(call, input as Readonly<Record<string, string>>) as never;
      const change = { api: call, input } as unknown as Change;
      const why = refusal(model.state, change, quota);
      if (why !== undefined)
        throw callError(why.includes('exists') ? 'EntityAlreadyExists' : 'ValidationError', call, input);
      model.state = identity(effect(model.state, change));
      if (fault !== undefined) throw fault.error;
      return {} as never;
    },
  };
  return model;
}

/** A clock that goes on only while somebody sleeps. */
export function fakeClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      await Promise.resolve();
      if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new Cancelled();
      now += Math.max(1, milliseconds);
    },
  };
}
