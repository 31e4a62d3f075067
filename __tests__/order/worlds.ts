/** A world small enough to try every principal and every request in every context. */
import {
  type Context,
  type Documents,
  mayAssume,
  mayPerform,
  type Policy,
  type Principal,
  type Role,
  type Statement,
} from './evaluator.ts';

export const ACTIONS = [
  'sqs:SendMessage',
  'sqs:ReceiveMessage',
  'sns:Publish',
  's3:GetObject',
  's3:PutObject',
];
export const RESOURCES = ['arn:aws:s3:::data/a', 'arn:aws:s3:::data/b'];
export const REGIONS = ['eu-west-1', 'us-east-1'];
export const SERVICES = ['ec2.amazonaws.com', 'lambda.amazonaws.com'];
export const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
export const ORGANIZATIONS = ['o-aaaaaaaaaa', 'o-bbbbbbbbbb'];
export const EXTERNAL_ID = 'external';

const PRINCIPALS: readonly Principal[] = [
  ...SERVICES.map((id) => ({ kind: 'Service', id }) as const),
  ...ACCOUNTS.map((number) => ({ kind: 'AWS', id: `arn:aws:iam::${number}:role/app` }) as const),
];

const DENY_ALL: Statement = { Effect: 'Deny', Action: '*', Resource: '*' };
const ALLOW_ALL: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
const grant = (action: string): Policy => policy({ Effect: 'Allow', Action: action, Resource: '*' });

/** Customer managed policies. Plans sort by ARN, so some that deny have early names and some late ones. */
export const MANAGED: Documents = named({
  'a-deny-all': policy(DENY_ALL),
  'b-allow-sqs': grant('sqs:*'),
  'c-allow-get': grant('s3:GetObject'),
  'd-allow-get-except-b': policy(
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::data/b' },
  ),
  'e-allow-publish': grant('sns:Publish'),
  'f-deny-sqs': policy({ Effect: 'Deny', Action: 'sqs:*', Resource: '*' }),
  'g-allow-not-s3': policy({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }),
  'h-deny-outside-eu': policy({
    Effect: 'Deny',
    NotAction: 'sns:*',
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
  }),
  'z-deny-all': policy(DENY_ALL),
});

/** Policies for boundaries. */
export const BOUNDARIES: Documents = named({
  'only-s3': grant('s3:*'),
  'only-sqs': grant('sqs:*'),
  everything: policy(ALLOW_ALL),
  'everything-but-sqs': policy(ALLOW_ALL, { Effect: 'Deny', Action: 'sqs:*', Resource: '*' }),
});

export const DOCUMENTS: Documents = { ...MANAGED, ...BOUNDARIES };

export function policy(...Statement: readonly Statement[]): Policy {
  return { Version: '2012-10-17', Statement };
}

function named(policies: Readonly<Record<string, Policy>>): Documents {
  return Object.fromEntries(
    Object.entries(policies).map(([name, document]) => [
      `arn:aws:iam::123456789012:policy/${name}`,
      document,
    ]),
  );
}

/** Combines all values, and each key's absence. */
function contexts(keys: Readonly<Record<string, readonly string[]>>): readonly Context[] {
  return Object.entries(keys).reduce<readonly Context[]>(
    (all, [key, values]) =>
      all.flatMap((context) => [context, ...values.map((value) => ({ ...context, [key]: value }))]),
    [{}],
  );
}

/** Every principal in every context in which it may ask to assume the role. */
const CALLERS = PRINCIPALS.flatMap((principal) =>
  contexts({
    'aws:PrincipalOrgID': ORGANIZATIONS,
    'aws:SourceAccount': ACCOUNTS,
    'sts:ExternalId': [EXTERNAL_ID],
  }).map((context) => ({ principal, context, label: `${principal.id} ${JSON.stringify(context)}` })),
);

/** Requests of a session of the role. */
const REQUESTS = ACTIONS.flatMap((action) =>
  RESOURCES.flatMap((resource) =>
    contexts({ 'aws:RequestedRegion': REGIONS }).map((context) => ({
      action,
      resource,
      context,
      label: `${action} on ${resource} ${JSON.stringify(context)}`,
    })),
  ),
);

/** A state of the role; undefined while it does not exist. */
export type State = Role | undefined;

/** Returns everything that a state makes possible: each caller with each request, and to assume the role at all. */
export function possible(state: State): ReadonlySet<string> {
  if (state === undefined) return new Set();
  const { AssumeRolePolicyDocument: trust, ...grants } = state;
  const callers = remember(trust, () =>
    CALLERS.filter(({ principal, context }) => mayAssume(trust, principal, context)),
  );
  const requests = remember(grants, () =>
    REQUESTS.filter((request) => mayPerform(state, DOCUMENTS, request)),
  );
  const labels = ['assumes the role', ...requests.map(({ label }) => label)];
  return new Set(callers.flatMap((caller) => labels.map((label) => `${caller.label}: ${label}`)));
}

const remembered = new Map<string, readonly { readonly label: string }[]>();

/** Computes a result once for each value: most states of a path share their trust or their grants. */
function remember(
  value: object,
  compute: () => readonly { readonly label: string }[],
): readonly { readonly label: string }[] {
  const key = JSON.stringify(value);
  const result = remembered.get(key) ?? compute();
  remembered.set(key, result);
  return result;
}
