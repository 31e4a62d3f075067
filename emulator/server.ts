import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type HttpBindings, createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Caller } from './access.ts';
import { Account } from './account.ts';
import { Connection } from './connection.ts';
import { credentialScope } from './credential-scope.ts';
import { ec2Service } from './ec2.ts';
import { AwsError } from './errors.ts';
import { FaultState, type Faults } from './faults.ts';
import { Iam, iamService } from './iam.ts';
import { type CallListener, type RecordedCall, handleCall } from './handle-call.ts';
import type { PolicyDocument } from './policy-statements.ts';
import { unknownCall } from './query-protocol.ts';
import { randomStream } from './random.ts';
import type { Call, HttpRequest, Service } from './service.ts';
import { RolesAnywhere, rolesAnywhereService } from './roles-anywhere-service.ts';
import { controlApi } from './control-api.ts';
import { Sessions } from './sessions.ts';
import { snapshot } from './snapshot.ts';
import { stsService } from './sts.ts';

export interface EmulatorOptions {
  /** The default 0 selects a free port. */
  readonly port?: number;
  readonly accountId?: string;
  readonly partition?: string;
  readonly attachedPoliciesPerRole?: number;
  /** AWS raises the quota of 2048 characters to at most 4096. */
  readonly trustPolicySize?: number;
  /** The maximum number of items per page of a list. */
  readonly pageSize?: number;
  readonly seed?: number;
  /** The caller's identity-based policy; without it, everything is allowed. */
  readonly policy?: PolicyDocument | undefined;
  readonly updateRoleResetsDuration?: boolean;
  /** Rewrites the description of a role in responses, as a service that normalizes text would. */
  readonly asRead?: (description: string) => string;
  readonly faults?: Faults;
  /** Services in addition to IAM, STS, EC2 and IAM Roles Anywhere. */
  readonly services?: (account: Account) => readonly Service[];
}

/**
 * An AWS endpoint in memory, on loopback. It has IAM, STS's GetCallerIdentity, EC2's RunInstances dry run and the profiles of IAM
 * Roles Anywhere.
 */
export class Emulator {
  readonly iam: Iam;
  readonly rolesAnywhere: RolesAnywhere;
  /** Sessions of roles; their calls are held to the role's own policies. */
  readonly sessions: Sessions;
  readonly calls: RecordedCall[] = [];
  readonly #options: EmulatorOptions;
  readonly #seed: number;
  readonly #services: readonly Service[];
  readonly #before = new Set<CallListener>();
  readonly #after = new Set<CallListener>();
  readonly #closed = new AbortController();
  readonly #server: Server;
  #faults: FaultState;
  #count = 0;

  constructor(options: EmulatorOptions) {
    this.#options = options;
    this.#seed = options.seed ?? 1;
    const lag = () => ({ lagMs: 0, ec2LagMs: 0, ...this.#faults.faults });
    const settings = {
      accountId: options.accountId ?? '123456789012',
      partition: options.partition ?? 'aws',
      attachedPoliciesPerRole: options.attachedPoliciesPerRole ?? 10,
      trustPolicySize: options.trustPolicySize ?? 2048,
      asRead: options.asRead ?? ((description: string) => description),
      pageSize: options.pageSize ?? 100,
      updateRoleResetsDuration: options.updateRoleResetsDuration ?? true,
    };
    const account = new Account(settings, this.#seed, lag);
    this.#faults = this.#faultState(options.faults ?? {});
    this.iam = new Iam(account, () => this.#faults.faults.invalidPrincipalMs ?? 0);
    this.rolesAnywhere = new RolesAnywhere(account, this.#seed);
    this.sessions = new Sessions(account);
    this.#services = [
      iamService(this.iam, randomStream(this.#seed, 'replica of a read')),
      stsService(account),
      ec2Service(account),
      rolesAnywhereService(this.rolesAnywhere, randomStream(this.#seed, 'replica of a profile read')),
      ...(options.services?.(account) ?? []),
    ];
    const app = new Hono<{ Bindings: HttpBindings }>();
    app.route('/_emulator', controlApi(this));
    app.all('*', async (context) => {
      const { req, env } = context;
      const { pathname, searchParams } = new URL(req.url);
      const request = { method: req.method, path: pathname, query: searchParams, body: await req.text() };
      return this.#respond(request, (name) => req.header(name), new Connection(env.incoming, env.outgoing));
    });
    app.onError((error, context) => {
      if (this.#closed.signal.aborted) return context.body(null, 503);
      console.error(error);
      return context.text(`The emulator has a bug: ${error.stack ?? error.message}`, 500);
    });
    // Keep the process's own Request and Response.
    this.#server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    // Closing an idle connection while the client reuses it would be an unintended fault.
    this.#server.keepAliveTimeout = 0;
  }

  async listen(): Promise<this> {
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The emulator is not listening.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Returns the environment variables with which the AWS CLI and every SDK use the emulator. */
  get environment() {
    const region = regions[this.iam.account.settings.partition] ?? 'us-east-1';
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: region,
      // Version 1 of the CLI and boto3 read only this variable.
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'AKIAEMULATOREMULATOR',
      AWS_SECRET_ACCESS_KEY: 'emulator',
    };
  }

  /** Lists the names of the calls, by service. */
  get actions(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(this.#services.map(({ name, actions }) => [name, actions]));
  }

  get writes(): RecordedCall[] {
    return this.calls.filter((call) => call.write);
  }

  clearCalls(): void {
    this.calls.length = 0;
    this.#count = 0;
  }

  snapshot(options?: Parameters<typeof snapshot>[1]): ReturnType<typeof snapshot> {
    return snapshot(this.iam.account, options);
  }

  /** Adds a listener that is awaited before a call takes effect; `'drop'` or an AwsError prevents that. Returns the remover. */
  beforeCall(listener: CallListener): () => void {
    this.#before.add(listener);
    return () => void this.#before.delete(listener);
  }

  /** Adds a listener that is awaited after a call and before its response. Returns the remover. */
  onCall(listener: CallListener): () => void {
    this.#after.add(listener);
    return () => void this.#after.delete(listener);
  }

  /** Replaces all faults and their counts, and brings every replica up to date. */
  setFaults(faults: Faults): void {
    this.iam.account.settle();
    this.#faults = this.#faultState(faults);
  }

  /** Deletes all entities and calls, and restores the initial faults. */
  reset(): void {
    this.iam.account.clear();
    this.clearCalls();
    this.setFaults(this.#options.faults ?? {});
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #respond(
    request: HttpRequest,
    header: (name: string) => string | undefined,
    connection: Connection,
  ): Promise<Response> {
    const requestId = randomUUID();
    const scope = credentialScope(header('authorization'));
    const [iam] = this.#services as readonly [Service];
    const service = this.#services.find(({ name }) => name === scope?.service);
    if (scope === undefined || service === undefined) {
      const error =
        scope === undefined
          ? new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token')
          : new AwsError('InvalidAction', `This emulator has no service ${scope.service}`);
      return connection.send(iam.refusal(error, requestId), undefined, requestId);
    }
    const call = decodeCall(service, { ...request, region: scope.region });
    const record: RecordedCall = {
      number: (this.#count += 1),
      service: service.name,
      action: call.action,
      input: call.input,
      entity: call.entity,
      write: call.write,
      region: scope.region,
      accessKeyId: scope.accessKeyId,
      userAgent: header('user-agent') ?? '',
      startedAt: performance.now(),
      status: 0,
      effective: false,
    };
    this.calls.push(record);
    const outcome = await handleCall(call, record, {
      caller: () => this.sessions.caller(scope.accessKeyId) ?? this.#user(),
      faults: this.#faults,
      before: this.#before,
      after: this.#after,
      closed: this.#closed.signal,
    });
    const reply =
      outcome === undefined
        ? undefined
        : 'error' in outcome
          ? service.refusal(outcome.error, requestId)
          : service.reply(call.action, outcome.result, requestId);
    return connection.send(reply, record.fault, requestId);
  }

  #user(): Caller {
    const { policy } = this.#options;
    return {
      arn: this.iam.account.callerArn,
      identity: policy === undefined ? undefined : [policy],
      boundary: undefined,
    };
  }

  #faultState(faults: Faults): FaultState {
    return new FaultState(faults, this.#seed, () => performance.now());
  }
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return new Emulator(options).listen();
}

/** Decodes a request. A malformed request is also a call, which is recorded and refused. */
function decodeCall(service: Service, request: HttpRequest): Call {
  try {
    return service.call(request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const action = new URLSearchParams(request.body).get('Action') ?? '';
    return {
      ...unknownCall({ action, version: '', input: {} }),
      run(): never {
        throw error;
      },
    };
  }
}

const regions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
  'aws-eusc': 'eusc-de-east-1',
};
