/** The steps that attacks consist of. Each returns `done`, or the code of the refusal. */
import { OWNER, OWNER_KEY } from '../harness/world.ts';
import { decideRequest, mayPerform, type Policy, type Role } from '../order/evaluator.ts';
import {
  BOUNDARY,
  codeOf,
  DEPLOY_ROLE,
  EC2_TRUST,
  PATH,
  REQUEST_KEY,
  type Claims,
  type PrWorld,
} from './pr-world.ts';

type Act = (w: PrWorld) => Promise<string>;

export interface Attack {
  readonly attack: string;
  /** The protection that stops it, in the words of the page. */
  readonly stop: string;
  readonly run: Act;
  /** The code of the refusal, if it is another one. */
  readonly code?: string;
  /** The same with what is allowed. */
  readonly control: Act;
}

export const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const EVERYTHING: Policy = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};
const trust = JSON.stringify(EC2_TRUST);
const anotherAccount = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'sts:AssumeRole' },
  ],
});

export const assume =
  (claims: Claims): Act =>
  (w) =>
    codeOf(() => w.assume(claims));
export const call =
  (action: string, input: object): Act =>
  (w) =>
    codeOf(() => w.steal(action, input));
export const tags = (owner: string, request?: string): object[] => [
  { Key: OWNER_KEY, Value: owner },
  ...(request === undefined ? [] : [{ Key: REQUEST_KEY, Value: request }]),
];
export const create = (more: object): Act =>
  call('CreateRole', {
    RoleName: 'preview-new',
    Path: PATH,
    AssumeRolePolicyDocument: trust,
    PermissionsBoundary: BOUNDARY,
    Tags: tags(OWNER, '7'),
    ...more,
  });
export const createProfile = (more: object): Act =>
  call('CreateInstanceProfile', {
    InstanceProfileName: 'preview-new',
    Path: PATH,
    Tags: tags(OWNER, '7'),
    ...more,
  });
export const attach = (RoleName: string): Act =>
  call('AttachRolePolicy', { RoleName, PolicyArn: ADMINISTRATOR });
export const put = (RoleName: string): Act =>
  call('PutRolePolicy', { RoleName, PolicyName: 'x', PolicyDocument: JSON.stringify(EVERYTHING) });
export const bound = (RoleName: string, PermissionsBoundary: string): Act =>
  call('PutRolePermissionsBoundary', { RoleName, PermissionsBoundary });
export const tag = (RoleName: string, Key: string, Value: string): Act =>
  call('TagRole', { RoleName, Tags: [{ Key, Value }] });
export const open = (RoleName: string): Act =>
  call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: anotherAccount });
export const updateTrust = (RoleName: string): Act =>
  call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust });
export const add = (InstanceProfileName: string, RoleName: string): Act =>
  call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
export const remove = (name: string): Act =>
  call('RemoveRoleFromInstanceProfile', { InstanceProfileName: name, RoleName: name });
export const launch =
  (type: string, profile?: string, ImageId = 'ami-12345678'): Act =>
  (w) =>
    w.launch({
      InstanceType: type,
      ImageId,
      ...(profile === undefined ? {} : { 'IamInstanceProfile.Name': profile }),
    });

/** Decides by an evaluator of its own what the deploy role allows, for calls that the emulator lacks. */
export const decide =
  (action: string, resource: string, context = {}): Act =>
  (w) => {
    const { InlinePolicies } = w.emulator.snapshot().roles[DEPLOY_ROLE] as unknown as Role;
    const decision = decideRequest(Object.values(InlinePolicies), { action, resource, context });
    return Promise.resolve(decision === 'allow' ? 'done' : 'AccessDenied');
  };

/** Gives a preview all permissions and an open trust, and decides what a session of it may do. */
export const use =
  (action: string, context = {}): Act =>
  async (w) => {
    for (const act of [attach('preview-7'), put('preview-7'), open('preview-7')]) {
      const code = await act(w);
      if (code !== 'done') throw new Error(`the preview is not prepared: ${code}`);
    }
    const { roles, policies } = w.emulator.snapshot();
    const documents = {
      [ADMINISTRATOR]: EVERYTHING,
      [BOUNDARY]: policies['pull-request-boundary']?.PolicyDocument as Policy,
    };
    const role = roles['preview-7'] as unknown as Role;
    return mayPerform(role, documents, { action, resource: '*', context }) ? 'done' : 'AccessDenied';
  };
export const INSTANCE = { 'ec2:SourceInstanceARN': 'arn:aws:ec2:us-east-1:123456789012:instance/i-0abc' };

export const inOrder =
  (...acts: readonly Act[]): Act =>
  async (w) => {
    for (const act of acts.slice(0, -1)) await act(w);
    return acts.at(-1)?.(w) ?? 'done';
  };
export const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

/** Takes a role over with the Action itself, by a step of the contributor's own. */
export const adopt =
  (name: string): Act =>
  async (w) => {
    const step = await w.step({
      'role-name': name,
      'role-path': PATH,
      'instance-profile-path': PATH,
      'permissions-boundary': BOUNDARY,
      adopt: 'true',
    });
    return step.ok ? 'done' : (/AccessDenied/.exec(step.errors.join())?.[0] ?? step.errors.join());
  };

/** Sweeps with the Action itself, by a step of the contributor's own. */
export const sweep =
  (state: 'open' | 'closed'): Act =>
  async (w) => {
    w.github.pulls = { 7: 'open', 8: state };
    w.age(7200);
    const step = await w.step({ mode: 'sweep', 'role-path': PATH, 'github-token': 'token-of-the-job' });
    const kept = w.roles.includes('preview-8');
    return kept
      ? step.lines.some((line) => line === 'role/preview-8 is kept: pull request #8: open')
        ? 'kept'
        : step.errors.join()
      : 'done';
  };
