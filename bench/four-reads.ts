/** The least that any tool on this SDK must do to find a role as it was declared; bundled by ncc, and once more as `dist/` is. */
import {
  GetInstanceProfileCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';

const iam = new IAMClient({});
const RoleName = process.env['ROLE_NAME'];
await Promise.all([
  iam.send(new GetRoleCommand({ RoleName })),
  iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
  iam.send(new ListRolePoliciesCommand({ RoleName })),
  iam.send(new GetInstanceProfileCommand({ InstanceProfileName: RoleName })),
]);
