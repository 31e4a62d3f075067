import type { Account } from './account.ts';
import { accountSummaryOperations } from './account-summary.ts';
import { iamPermissions } from './iam-permissions.ts';
import { instanceProfileOperations } from './instance-profiles.ts';
import type { Context } from './operation.ts';
import { oidcProviderOperations } from './oidc-providers.ts';
import { policyOperations } from './policies.ts';
import { decodeForm, queryRefusal, queryReply, unknownCall } from './query-protocol.ts';
import type { Random } from './random.ts';
import { iamReplicas } from './replicas.ts';
import { rolePolicyOperations } from './role-policies.ts';
import { roleOperations } from './roles.ts';
import type { Service } from './service.ts';
import { iamDialect } from './iam-shapes.ts';
import { type Shapes, decode, validate } from './shapes.ts';
import { taggingOperations } from './tagging.ts';
import { userOperations } from './users.ts';

const operations = {
  ...roleOperations,
  ...rolePolicyOperations,
  ...instanceProfileOperations,
  ...taggingOperations,
  ...policyOperations,
  ...userOperations,
  ...oidcProviderOperations,
  ...accountSummaryOperations,
};
type Operations = typeof operations;
export type IamAction = keyof Operations;
export type IamInput<A extends IamAction> = Parameters<Operations[A]['run']>[1];
export type IamResult<A extends IamAction> = ReturnType<Operations[A]['run']>;

/** An operation whose input was decoded with its own shapes. */
interface AnyOperation {
  readonly write: boolean;
  readonly input: Shapes;
  readonly run: (context: Context, input: Readonly<Record<string, unknown>>) => unknown;
}
const operationsByName = new Map(Object.entries(operations as unknown as Record<string, AnyOperation>));

const version = '2010-05-08';
const namespace = `https://iam.amazonaws.com/doc/${version}/`;

/** Direct access for tests, without faults, lag or records. */
export class Iam {
  readonly account: Account;
  readonly #invalidPrincipalMs: () => number;

  constructor(account: Account, invalidPrincipalMs: () => number) {
    this.account = account;
    this.#invalidPrincipalMs = invalidPrincipalMs;
  }

  /**
   * Makes a call. `as: 'aws'` may also use reserved paths and `aws:` tags, and change protected roles.
   *
   * @throws AwsError
   */
  call<A extends IamAction>(
    action: A,
    input: IamInput<A>,
    as: 'customer' | 'aws' = 'customer',
  ): IamResult<A> {
    const { input: shapes, run } = operations[action] as unknown as AnyOperation;
    validate(shapes, input, iamDialect);
    return run(this.context(as === 'aws'), input) as IamResult<A>;
  }

  context(asAws: boolean, view: Context['view'] = this.account): Context {
    return { account: this.account, view, asAws, invalidPrincipalMs: this.#invalidPrincipalMs() };
  }
}

/** Returns IAM as a service. Each read is answered by a replica picked at random. */
export function iamService(iam: Iam, random: Random): Service {
  return {
    name: 'iam',
    actions: [...operationsByName.keys()],
    call(request) {
      const form = decodeForm(request);
      const operation = operationsByName.get(form.action);
      if (operation === undefined || form.version !== version) return unknownCall(form);
      const input = decode(operation.input, form.input);
      return {
        action: form.action,
        input,
        entity: entityOf(input),
        write: operation.write,
        permissions: () => iamPermissions(form.action, input, iam.account),
        run() {
          validate(operation.input, input, iamDialect);
          const replica = iamReplicas[Math.floor(random() * iamReplicas.length)] ?? 0;
          return operation.run(iam.context(false, iam.account.seenBy(replica)), input);
        },
      };
    },
    reply: (action, result, requestId) => queryReply(namespace, action, result, requestId),
    refusal: (error, requestId) => queryRefusal(namespace, error, requestId),
  };
}

/** Names the entity of a call; if there are two, the one that the call changes. */
function entityOf(input: Readonly<Record<string, unknown>>): string {
  const {
    InstanceProfileName: profile,
    RoleName: role,
    PolicyArn: arn,
    PolicyName: policy,
    UserName: user,
    OpenIDConnectProviderArn: provider,
  } = input;
  if (typeof profile === 'string') return `instance-profile/${profile}`;
  if (typeof role === 'string') return `role/${role}`;
  if (typeof arn === 'string') return `policy/${arn.slice(arn.lastIndexOf('/') + 1)}`;
  if (typeof policy === 'string') return `policy/${policy}`;
  if (typeof user === 'string') return `user/${user}`;
  if (typeof provider === 'string') return `oidc-provider/${provider.replace(/^.*:oidc-provider\//, '')}`;
  return '*';
}
