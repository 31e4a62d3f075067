/**
 * Attacks of a contributor who may change every file of a branch. `docs/pull-requests.md` has the same table, and a test holds it
 * to this one.
 */
import { OWNER } from '../harness/world.ts';
import {
  ADMINISTRATOR,
  INSTANCE,
  add,
  assume,
  attach,
  bound,
  call,
  create,
  createProfile,
  decide,
  inOrder,
  launch,
  open,
  put,
  remove,
  role,
  updateTrust,
  use,
  type Attack,
} from './attack-acts.ts';
import { BOUNDARY, DEPLOY_ROLE, IN_PULL_REQUEST, ON_MAIN, WORKFLOW } from './pr-world.ts';
import { ATTACKS_ON_TAGS } from './attacks-on-tags.ts';

/** The token decides who may assume the role at all. */
const TRUST: readonly Attack[] = [
  {
    attack: 'An edited workflow assumes the role in a job of its own',
    stop: 'trust: `job_workflow_ref`',
    run: assume({
      ...IN_PULL_REQUEST,
      job_workflow_ref: `${OWNER}/.github/workflows/preview.yml@refs/pull/7/merge`,
    }),
    control: assume(IN_PULL_REQUEST),
  },
  {
    attack: 'The branch calls a copy of the reusable workflow',
    stop: 'trust: `job_workflow_ref`',
    run: assume({ ...IN_PULL_REQUEST, job_workflow_ref: WORKFLOW.replace('OWNER/', 'somebody/') }),
    control: assume(IN_PULL_REQUEST),
  },
  {
    attack: 'The branch calls the reusable workflow at another branch or tag',
    stop: 'trust: `job_workflow_ref`',
    run: assume({ ...IN_PULL_REQUEST, job_workflow_ref: WORKFLOW.replace('tags/v1', 'heads/next') }),
    control: assume(IN_PULL_REQUEST),
  },
  {
    attack: 'A push to the branch, or a dispatch on it, calls the reusable workflow',
    stop: 'trust: `sub`',
    run: assume({ ...IN_PULL_REQUEST, sub: `repo:${OWNER}:ref:refs/heads/branch` }),
    control: assume(ON_MAIN),
  },
  {
    attack: 'Another repository calls the reusable workflow',
    stop: 'trust: `sub`',
    run: assume({ ...IN_PULL_REQUEST, sub: 'repo:octo-org/another:pull_request' }),
    control: assume(IN_PULL_REQUEST),
  },
  {
    attack: "A stranger creates a repository with this one's old name",
    stop: 'trust: ids in `sub`',
    run: assume({ ...IN_PULL_REQUEST, sub: 'repo:octo-org@999/octo-repo@999:pull_request' }),
    control: assume({ ...IN_PULL_REQUEST, sub: 'repo:octo-org@123456/octo-repo@456789:pull_request' }),
  },
  {
    attack: 'A token for another audience is used',
    stop: 'trust: `aud`',
    run: assume({ ...IN_PULL_REQUEST, aud: 'https://github.com/octo-org' }),
    control: assume(IN_PULL_REQUEST),
  },
];

/** The rest assumes that the credentials themselves were stolen, for example on a runner that jobs share. */
const BOUNDARIES: readonly Attack[] = [
  {
    attack: 'Create a role without the boundary',
    stop: 'policy: `iam:PermissionsBoundary`',
    run: create({ PermissionsBoundary: undefined }),
    control: create({}),
  },
  {
    attack: 'Create a role with another boundary',
    stop: 'policy: `iam:PermissionsBoundary`',
    run: create({ PermissionsBoundary: ADMINISTRATOR }),
    control: create({}),
  },
  {
    attack: 'Remove the boundary',
    stop: 'policy: no `iam:DeleteRolePermissionsBoundary`',
    run: call('DeleteRolePermissionsBoundary', { RoleName: 'preview-7' }),
    control: bound('preview-7', BOUNDARY),
  },
  {
    attack: 'Replace the boundary',
    stop: 'policy: `iam:PermissionsBoundary`',
    run: bound('preview-7', ADMINISTRATOR),
    control: bound('preview-7', BOUNDARY),
  },
  {
    attack: 'Change what the boundary allows',
    stop: 'policy: no action edits a policy',
    run: decide('iam:CreatePolicyVersion', BOUNDARY),
    control: decide('iam:GetPolicyVersion', BOUNDARY),
  },
  {
    attack: 'Attach AdministratorAccess to a preview and create a user with it',
    stop: 'boundary',
    run: use('iam:CreateUser', INSTANCE),
    control: use('ssm:UpdateInstanceInformation', INSTANCE),
  },
  {
    attack: 'Read the secrets of the account with a preview',
    stop: 'boundary',
    run: use('ssm:GetParameter', INSTANCE),
    control: use('ssmmessages:OpenDataChannel', INSTANCE),
  },
  {
    attack: 'Open the trust of a preview to another account, and keep using it from there',
    stop: 'boundary: `ec2:SourceInstanceARN`',
    run: use('ssm:UpdateInstanceInformation'),
    control: use('ssm:UpdateInstanceInformation', INSTANCE),
  },
  {
    attack: 'Attach AdministratorAccess to a role under the path that has no boundary',
    stop: 'policy: `iam:PermissionsBoundary`',
    run: attach('preview-unbounded'),
    control: attach('preview-7'),
  },
];

const RESOURCES: readonly Attack[] = [
  {
    attack: 'Attach AdministratorAccess to a role outside the path',
    stop: 'policy: path',
    run: attach('admin'),
    control: attach('preview-7'),
  },
  {
    attack: 'Put an inline policy on the role that the workflow assumes',
    stop: 'policy: path',
    run: put(DEPLOY_ROLE),
    control: put('preview-7'),
  },
  {
    attack: 'Open the trust of the role that the workflow assumes',
    stop: 'policy: path',
    run: open(DEPLOY_ROLE),
    control: updateTrust('preview-7'),
  },
  {
    attack: 'Cripple a role outside the path with the boundary',
    stop: 'policy: path',
    run: bound('preview-outside', BOUNDARY),
    control: bound('preview-7', BOUNDARY),
  },
  {
    attack: 'Delete a role of this repository outside the path',
    stop: 'policy: path',
    run: inOrder(remove('preview-outside'), call('DeleteRole', { RoleName: 'preview-outside' })),
    control: inOrder(remove('preview-7'), call('DeleteRole', { RoleName: 'preview-7' })),
  },
  {
    attack: 'Create a role outside the path',
    stop: 'policy: path',
    run: create({ Path: '/' }),
    control: create({}),
  },
  {
    attack: 'Create a role under a path that begins alike',
    stop: 'policy: path',
    run: create({ Path: '/pull-requests-2/' }),
    control: create({ Path: '/pull-requests/web/' }),
  },
  {
    attack: 'Create a role under a path with `..`',
    stop: 'policy: path, which IAM takes literally',
    run: create({ Path: '/team/../pull-requests/' }),
    control: create({ Path: '/pull-requests/../' }),
  },
  {
    attack: 'Create a role whose name has a `/` or `..`',
    stop: "IAM's names",
    run: create({ RoleName: '../admin' }),
    code: 'ValidationError',
    control: create({ RoleName: '..' }),
  },
  {
    attack: 'Create an instance profile outside the path',
    stop: 'policy: path',
    run: createProfile({ Path: '/' }),
    control: createProfile({}),
  },
  {
    attack: "Put an administrator's role into a preview's profile",
    stop: 'policy: `iam:PassRole` on the path',
    run: inOrder(remove('preview-7'), add('preview-7', 'admin')),
    control: inOrder(remove('preview-7'), add('preview-7', 'preview-7')),
  },
  {
    attack: "Put a preview's role into another profile, which instances run with",
    stop: 'policy: path',
    run: add('admin', 'preview-7'),
    control: inOrder(remove('preview-7'), add('preview-7', 'preview-7')),
  },
  {
    attack: 'Pass a preview to another service, which then runs code with it',
    stop: 'policy: `iam:PassedToService`',
    run: decide('iam:PassRole', role('pull-requests/preview-7'), {
      'iam:PassedToService': 'lambda.amazonaws.com',
    }),
    control: decide('iam:PassRole', role('pull-requests/preview-7'), {
      'iam:PassedToService': 'ecs-tasks.amazonaws.com',
    }),
  },
  {
    attack: 'Create a user, who stays',
    stop: 'policy: no such action',
    run: call('CreateUser', { UserName: 'preview-user' }),
    control: create({}),
  },
  {
    attack: 'Start a large instance',
    stop: 'policy: `ec2:InstanceType`',
    run: launch('m7i.48xlarge', 'preview-8'),
    code: 'UnauthorizedOperation',
    control: launch('t3.micro', 'preview-8'),
  },
  {
    attack: "Start an instance with an administrator's profile",
    stop: 'policy: `iam:PassRole` on the path, `ec2:InstanceProfile`',
    run: launch('t3.micro', 'admin'),
    code: 'UnauthorizedOperation',
    control: launch('t3.micro', 'preview-8'),
  },
  {
    attack: "Start an instance from one of the account's own images, and read what is on it",
    stop: 'policy: `ec2:Owner`',
    run: launch('t3.micro', 'preview-8', 'ami-00ac'),
    code: 'UnauthorizedOperation',
    control: launch('t3.micro', 'preview-8'),
  },
  {
    attack: 'Start an instance without a profile',
    stop: 'policy: `ec2:InstanceProfile`',
    run: launch('t3.micro'),
    code: 'UnauthorizedOperation',
    control: launch('t3.micro', 'preview-8'),
  },
];

export const ATTACKS: readonly Attack[] = [...TRUST, ...BOUNDARIES, ...RESOURCES, ...ATTACKS_ON_TAGS];
