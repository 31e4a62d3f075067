/**
 * The narrow port to IAM: every call the Action can make, by IAM's own name, with the SDK behind it.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetAccountSummaryCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Cancellation } from './cancellation.ts';
import { CallError, isQuotaError } from './errors.ts';

const READS = {
  GetAccountSummary: GetAccountSummaryCommand,
  GetInstanceProfile: GetInstanceProfileCommand,
  GetPolicy: GetPolicyCommand,
  GetRole: GetRoleCommand,
  GetRolePolicy: GetRolePolicyCommand,
  ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRole: ListInstanceProfilesForRoleCommand,
  ListRolePolicies: ListRolePoliciesCommand,
} as const;

const WRITES = {
  AddRoleToInstanceProfile: AddRoleToInstanceProfileCommand,
  AttachRolePolicy: AttachRolePolicyCommand,
  CreateInstanceProfile: CreateInstanceProfileCommand,
  CreateRole: CreateRoleCommand,
  DeleteInstanceProfile: DeleteInstanceProfileCommand,
  DeleteRole: DeleteRoleCommand,
  DeleteRolePermissionsBoundary: DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicy: DeleteRolePolicyCommand,
  DetachRolePolicy: DetachRolePolicyCommand,
  PutRolePermissionsBoundary: PutRolePermissionsBoundaryCommand,
  PutRolePolicy: PutRolePolicyCommand,
  RemoveRoleFromInstanceProfile: RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfile: TagInstanceProfileCommand,
  TagRole: TagRoleCommand,
  UntagInstanceProfile: UntagInstanceProfileCommand,
  UntagRole: UntagRoleCommand,
  UpdateAssumeRolePolicy: UpdateAssumeRolePolicyCommand,
  UpdateRole: UpdateRoleCommand,
} as const;

const COMMANDS = { ...READS, ...WRITES } as const;

type Commands = typeof COMMANDS;
export type IamCall = keyof Commands;
export type IamWrite = keyof typeof WRITES;
export type Input<Call extends IamCall> = ConstructorParameters<Commands[Call]>[0];
export type Output<Call extends IamCall> = Awaited<
  ReturnType<ReturnType<InstanceType<Commands[Call]>['resolveMiddleware']>>
>['output'];

export interface Iam {
  /** @throws CallError naming the call and the resource, with IAM's code and message */
  call<Call extends IamCall>(call: Call, input: Input<Call>): Promise<Output<Call>>;
}

/** One request on the wire; retries are requests of their own. */
export interface Attempt {
  readonly call: string;
  /** Milliseconds since the run's first attempt. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** HTTP status, or undefined when no answer came. */
  readonly status: number | undefined;
  /** 1 for a call's first request, 2 for the SDK's first retry of it. */
  readonly number: number;
}

/** How long a call may stay without an answer before it is given up and tried again. */
const ANSWER_TIMEOUT_MS = 10_000;

export interface IamClient extends Iam {
  readonly sdk: IAMClient;
  readonly attempts: readonly Attempt[];
  /** The region that the environment names. @throws Error when it names none */
  region(): Promise<string>;
}

/**
 * The client of the AWS SDK, set up as every AWS SDK reads the environment: credentials, region, endpoint, attempts, and,
 * which the JavaScript SDK leaves out, the proxy.
 */
export function createIam(cancellation: Cancellation, env: NodeJS.ProcessEnv = process.env): IamClient {
  const attempts: Attempt[] = [];
  const handler = requestHandler(env);
  const began = performance.now();
  const sdk = new IAMClient({
    ...(env['AWS_REGION'] === undefined && env['AWS_DEFAULT_REGION'] !== undefined
      ? { region: env['AWS_DEFAULT_REGION'] }
      : {}),
    requestHandler: {
      metadata: handler.metadata,
      destroy: () => {
        handler.destroy();
      },
      updateHttpClientConfig: (key, value) => {
        handler.updateHttpClientConfig(key, value);
      },
      httpHandlerConfigs: () => handler.httpHandlerConfigs(),
      handle: async (
        request: Parameters<NodeHttpHandler['handle']>[0],
        options: Parameters<NodeHttpHandler['handle']>[1],
      ) => {
        // The SDK's retries pass here too: a cancelled run sends nothing more.
        cancellation.throwIfCancelled();
        const call = /Action=(\w+)/.exec(String(request.body))?.[1] ?? request.path;
        const started = performance.now();
        let status: number | undefined;
        try {
          const answer = await handler.handle(request, options);
          status = answer.response.statusCode;
          return answer;
        } finally {
          const milliseconds = performance.now() - started;
          const number = Number(/attempt=(\d+)/.exec(request.headers['amz-sdk-request'] ?? '')?.[1] ?? 1);
          attempts.push({ call, startedAt: started - began, milliseconds, status, number });
        }
      },
    },
  });
  failFastOnQuotas(sdk);

  return {
    sdk,
    attempts,
    region: () => sdk.config.region(),
    async call(call, input) {
      cancellation.throwIfCancelled();
      const command = new (COMMANDS[call] as new (input: unknown) => Parameters<typeof sdk.send>[0])(input);
      try {
        return await sdk.send(command, { abortSignal: cancellation.grace });
      } catch (error) {
        throw CallError.from(error, call, input);
      }
    },
  };
}

function requestHandler(env: NodeJS.ProcessEnv): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: 50, proxyEnv: env };
  return new NodeHttpHandler({
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
    connectionTimeout: ANSWER_TIMEOUT_MS,
    requestTimeout: ANSWER_TIMEOUT_MS,
    // Without this the SDK only logs a warning and goes on waiting.
    throwOnRequestTimeout: true,
  });
}

/** The SDK takes IAM's quotas (`LimitExceeded`) for throttling and tries three times; no second try can mend a quota. */
function failFastOnQuotas(sdk: IAMClient): void {
  const original = sdk.config.retryStrategy;
  sdk.config.retryStrategy = async () => {
    const strategy = await original();
    if (!('refreshRetryTokenForRetry' in strategy)) return strategy;
    return {
      acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
      recordSuccess: (token) => {
        strategy.recordSuccess(token);
      },
      refreshRetryTokenForRetry: async (token, info) => {
        if (isQuotaError(info.error)) throw new Error('a quota is not retried');
        return strategy.refreshRetryTokenForRetry(token, info);
      },
    };
  };
}
