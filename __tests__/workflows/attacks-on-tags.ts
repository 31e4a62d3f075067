/** Attacks by a pull request on the tags of previews, with stolen credentials. */
import { OWNER, OWNER_KEY } from '../harness/world.ts';
import {
  adopt,
  attach,
  call,
  create,
  createProfile,
  open,
  sweep,
  tag,
  tags,
  updateTrust,
  type Attack,
} from './attack-acts.ts';
import { REQUEST_KEY } from './pr-world.ts';

const REPOSITORY_ID_KEY = 'aws-iam-instance-profile:repository-id';

/** Attacks on the tags by which the policy and the sweep know a preview. */
export const ATTACKS_ON_TAGS: readonly Attack[] = [
  {
    attack: "Take over another repository's preview with `adopt`",
    stop: 'policy: owner tag',
    run: adopt('preview-other'),
    control: adopt('preview-7'),
  },
  {
    attack: "Take over another repository's preview by its owner tag",
    stop: 'policy: owner tag',
    run: tag('preview-other', OWNER_KEY, OWNER),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: "Tag another repository's preview",
    stop: 'policy: owner tag',
    run: tag('preview-other', 'stage', 'x'),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: "Attach a policy to another repository's preview",
    stop: 'policy: owner tag',
    run: attach('preview-other'),
    control: attach('preview-7'),
  },
  {
    attack: "Open the trust of another repository's preview",
    stop: 'policy: owner tag',
    run: open('preview-other'),
    control: updateTrust('preview-7'),
  },
  {
    attack: 'Hide a preview from the sweep behind another owner',
    stop: 'policy: `aws:TagKeys`',
    run: tag('preview-7', OWNER_KEY, 'octo-org/another'),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: 'Hide a preview from the sweep behind another id of the repository',
    stop: 'policy: `aws:TagKeys`',
    run: tag('preview-7', REPOSITORY_ID_KEY, '1'),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: 'Hide a preview behind the number of an open request',
    stop: 'policy: `aws:TagKeys`',
    run: tag('preview-7', REQUEST_KEY, '8'),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: "Have the sweep delete another request's preview by the number of a closed one",
    stop: 'policy: `aws:TagKeys`',
    run: tag('preview-8', REQUEST_KEY, '1'),
    control: tag('preview-8', 'stage', 'x'),
  },
  {
    attack: 'The same with the key in upper case, which IAM treats as the same key',
    stop: 'policy: `aws:TagKeys`, ignoring case',
    run: tag('preview-8', REQUEST_KEY.toUpperCase(), '1'),
    control: tag('preview-8', 'STAGE', 'x'),
  },
  {
    attack: 'Remove the tag that the sweep looks for',
    stop: 'policy: `aws:TagKeys`',
    run: call('UntagRole', { RoleName: 'preview-7', TagKeys: [REQUEST_KEY] }),
    control: call('UntagRole', { RoleName: 'preview-7', TagKeys: ['stage'] }),
  },
  {
    attack: 'Create a role that the sweep never finds, without the number of a request',
    stop: 'policy: `aws:RequestTag`',
    run: create({ Tags: tags(OWNER) }),
    control: create({}),
  },
  {
    attack: 'Create a role that the sweep never finds, with another id of the repository',
    stop: 'policy: `aws:RequestTag`',
    run: create({ Tags: [...tags(OWNER, '7'), { Key: REPOSITORY_ID_KEY, Value: '1' }] }),
    control: create({ Tags: [...tags(OWNER, '7'), { Key: REPOSITORY_ID_KEY, Value: '456789' }] }),
  },
  {
    attack: "Create a role in another repository's name",
    stop: 'policy: `aws:RequestTag`',
    run: create({ Tags: tags('octo-org/another', '7') }),
    control: create({}),
  },
  {
    attack: "Create an instance profile in another repository's name",
    stop: 'policy: `aws:RequestTag`',
    run: createProfile({ Tags: [] }),
    control: createProfile({}),
  },
  {
    attack: "Mark an untagged role under the path as another repository's",
    stop: 'policy: `aws:RequestTag`',
    run: tag('preview-unowned', OWNER_KEY, 'octo-org/another'),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: 'Mark an untagged role outside the path as our own',
    stop: 'policy: path',
    run: tag('admin', OWNER_KEY, OWNER),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: 'Tag a role outside the path',
    stop: 'policy: path',
    run: tag('preview-outside', 'stage', 'x'),
    control: tag('preview-7', 'stage', 'x'),
  },
  {
    attack: 'Sweep an open request',
    stop: 'the Action asks GitHub right before it destroys a role',
    run: sweep('open'),
    code: 'kept',
    control: sweep('closed'),
  },
];
