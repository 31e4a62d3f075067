/** The minimum that a tool on this SDK needs to find a role unchanged. Bundled by `ncc build`, and again as `dist/` is. */
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
