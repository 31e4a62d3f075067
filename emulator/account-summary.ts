import { operation } from './operation.ts';

/** The names and quotas that an account reports in 2026. Entities that the emulator does not have count 0. */
export const accountSummaryOperations = {
  GetAccountSummary: operation({
    write: false,
    input: {},
    run({ account, view }) {
      const summary: Record<string, number> = {
        AccessKeysPerUserQuota: 2,
        AccountAccessKeysPresent: 0,
        AccountMFAEnabled: 0,
        AccountPasswordPresent: 0,
        AccountSigningCertificatesPresent: 0,
        AssumeRolePolicySizeQuota: account.settings.trustPolicySize,
        AttachedPoliciesPerGroupQuota: 10,
        AttachedPoliciesPerRoleQuota: account.settings.attachedPoliciesPerRole,
        AttachedPoliciesPerUserQuota: 10,
        GlobalEndpointTokenVersion: 1,
        GroupPolicySizeQuota: 5120,
        Groups: 0,
        GroupsPerUserQuota: 10,
        GroupsQuota: 300,
        InstanceProfiles: view.instanceProfiles.all().length,
        InstanceProfilesQuota: 1000,
        MFADevices: 0,
        MFADevicesInUse: 0,
        Policies: view.policies.all().length,
        PoliciesQuota: 1500,
        PolicySizeQuota: 6144,
        PolicyVersionsInUse: view.policies.all().length,
        PolicyVersionsInUseQuota: 10000,
        Providers: 0,
        RolePolicySizeQuota: 10240,
        Roles: view.roles.all().length,
        RolesQuota: 1000,
        ServerCertificates: 0,
        ServerCertificatesQuota: 20,
        SigningCertificatesPerUserQuota: 2,
        UserPolicySizeQuota: 2048,
        Users: view.users.all().length,
        UsersQuota: 5000,
        VersionsPerPolicyQuota: 5,
      };
      return { SummaryMap: new Map(Object.entries(summary)) };
    },
  }),
};
