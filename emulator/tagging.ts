import { findInstanceProfile } from './instance-profiles.ts';
import { operation } from './operation.ts';
import { page } from './paging.ts';
import { findRole, roleToChange } from './roles.ts';
import * as shapes from './iam-shapes.ts';
import { required } from './shapes.ts';
import { checkNewTags, withTags, withoutTags } from './tags.ts';

const RoleName = required(shapes.roleName);
const InstanceProfileName = required(shapes.instanceProfileName);
const Tags = required(shapes.tags);
const TagKeys = required(shapes.tagKeys);

export const taggingOperations = {
  TagRole: operation({
    write: true,
    input: { RoleName, Tags },
    run(context, input) {
      const role = roleToChange(context, input.RoleName);
      checkNewTags(input.Tags, context.asAws);
      context.account.roles.put({ ...role, Tags: withTags(role.Tags, input.Tags, 'TagsPerRole') });
    },
  }),

  UntagRole: operation({
    write: true,
    input: { RoleName, TagKeys },
    run(context, input) {
      const role = roleToChange(context, input.RoleName);
      refuseAwsKeys(input.TagKeys, context.asAws);
      context.account.roles.put({ ...role, Tags: withoutTags(role.Tags, input.TagKeys) });
    },
  }),

  ListRoleTags: operation({
    write: false,
    input: { RoleName, ...shapes.paging },
    run({ account, view }, input) {
      const { Tags: all } = findRole(view, input.RoleName);
      const { items, rest } = page(all, (tag) => tag.Key, input, account.settings.pageSize);
      return { Tags: items, ...rest };
    },
  }),

  TagInstanceProfile: operation({
    write: true,
    input: { InstanceProfileName, Tags },
    run({ account, asAws }, input) {
      const profile = findInstanceProfile(account, input.InstanceProfileName);
      checkNewTags(input.Tags, asAws);
      const merged = withTags(profile.Tags, input.Tags, 'TagsPerInstanceProfile');
      account.instanceProfiles.put({ ...profile, Tags: merged });
    },
  }),

  UntagInstanceProfile: operation({
    write: true,
    input: { InstanceProfileName, TagKeys },
    run({ account, asAws }, input) {
      const profile = findInstanceProfile(account, input.InstanceProfileName);
      refuseAwsKeys(input.TagKeys, asAws);
      account.instanceProfiles.put({ ...profile, Tags: withoutTags(profile.Tags, input.TagKeys) });
    },
  }),

  ListInstanceProfileTags: operation({
    write: false,
    input: { InstanceProfileName, ...shapes.paging },
    run({ account, view }, input) {
      const { Tags: all } = findInstanceProfile(view, input.InstanceProfileName);
      const { items, rest } = page(all, (tag) => tag.Key, input, account.settings.pageSize);
      return { Tags: items, ...rest };
    },
  }),
};

function refuseAwsKeys(keys: readonly string[], asAws: boolean): void {
  checkNewTags(
    [...new Set(keys.map((key) => key.toLowerCase()))].map((Key) => ({ Key, Value: '' })),
    asAws,
  );
}
