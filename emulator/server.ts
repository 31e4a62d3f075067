import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type HttpBindings, createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { Account } from './account.ts';
import { Connection } from './connection.ts';
import { credentialScope } from './credential-scope.ts';
import { ec2Service } from './ec2.ts';
import { AwsError } from './errors.ts';
import { FaultState, type Faults } from './faults.ts';
import { Iam, iamService } from './iam.ts';
import { type CallListener, type RecordedCall, carryOut } from './pipeline.ts';
import type { PolicyDocument } from './policy-document.ts';
import { unknownCall } from './query-protocol.ts';
import { randomStream } from './random.ts';
import type { Call, HttpRequest, Service } from './service.ts';
import { rolesAnywhereService } from './roles-anywhere-service.ts';
import { RolesAnywhere } from './roles-anywhere.ts';
import { sidePort } from './side-port.ts';
import { snapshot } from './snapshot.ts';
import { stsService } from './sts.ts';

export interface EmulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly accountId?: string;
  readonly partition?: string;
  readonly attachedPoliciesPerRole?: number;
  /** The most items that one page of a list has. */
  readonly pageSize?: number;
  readonly seed?: number;
  /** An identity-based policy that the caller has; without it, everything is allowed. */
  readonly policy?: PolicyDocument | undefined;
  readonly updateRoleResetsDuration?: boolean;
  readonly faults?: Faults;
  /** Services beside IAM, STS, EC2 and IAM Roles Anywhere. */
  readonly services?: (account: Account) => readonly Service[];
}

/** An AWS endpoint on loopback, in memory, with IAM, STS's GetCallerIdentity, EC2's RunInstances dry run and the profiles of
 * IAM Roles Anywhere. */
export class Emulator {
  readonly iam: Iam;
  readonly rolesAnywhere: RolesAnywhere;
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
      pageSize: options.pageSize ?? 100,
      updateRoleResetsDuration: options.updateRoleResetsDuration ?? true,
    };
    const account = new Account(settings, this.#seed, lag);
    this.#faults = this.#faultState(options.faults ?? {});
    this.iam = new Iam(account, () => this.#faults.faults.invalidPrincipalMs ?? 0);
    this.rolesAnywhere = new RolesAnywhere(account, this.#seed);
    this.#services = [
      iamService(this.iam, randomStream(this.#seed, 'replica of a read')),
      stsService(account),
      ec2Service(account),
      rolesAnywhereService(this.rolesAnywhere, randomStream(this.#seed, 'replica of a profile read')),
      ...(options.services?.(account) ?? []),
    ];
    const app = new Hono<{ Bindings: HttpBindings }>();
    app.route('/_emulator', sidePort(this));
    app.all('*', async (context) => {
      const { req, env } = context;
      const { pathname, searchParams } = new URL(req.url);
      const request = { method: req.method, path: pathname, query: searchParams, body: await req.text() };
      return this.#answer(request, (name) => req.header(name), new Connection(env.incoming, env.outgoing));
    });
    app.onError((error, context) => {
      if (this.#closed.signal.aborted) return context.body(null, 503);
      console.error(error);
      return context.text(`The emulator has a bug: ${error.stack ?? error.message}`, 500);
    });
    // Without its Request and Response in place of the process's own.
    this.#server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    // A kept connection that the server closes just as the client takes it up again is a fault nobody asked for.
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

  /** What to set for any AWS SDK or the CLI to talk to it. */
  get environment() {
    const region = regions[this.iam.account.settings.partition] ?? 'us-east-1';
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: region,
      // For version 1 of the CLI and for boto3, which know no other.
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'AKIAEMULATOREMULATOR',
      AWS_SECRET_ACCESS_KEY: 'emulator',
    };
  }

  /** The calls that it knows, by service. */
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

  /** Awaited before a call takes effect; `'drop'` or an AwsError keeps it from that. Returns how to stop listening. */
  beforeCall(listener: CallListener): () => void {
    this.#before.add(listener);
    return () => void this.#before.delete(listener);
  }

  /** Awaited after a call took effect, or was refused, and before its reply. Returns how to stop listening. */
  onCall(listener: CallListener): () => void {
    this.#after.add(listener);
    return () => void this.#after.delete(listener);
  }

  /** Puts these faults in the place of all before: counting starts anew, and what was written is seen by all. */
  setFaults(faults: Faults): void {
    this.iam.account.settle();
    this.#faults = this.#faultState(faults);
  }

  /** An empty account, no calls, and the faults it was started with. */
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

  async #answer(
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
    const call = understood(service, { ...request, region: scope.region });
    const record: RecordedCall = {
      number: (this.#count += 1),
      service: service.name,
      action: call.action,
      input: call.input,
      entity: call.entity,
      write: call.write,
      region: scope.region,
      userAgent: header('user-agent') ?? '',
      startedAt: performance.now(),
      status: 0,
      effective: false,
    };
    this.calls.push(record);
    const outcome = await carryOut(call, record, {
      account: this.iam.account,
      policy: this.#options.policy,
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

  #faultState(faults: Faults): FaultState {
    return new FaultState(faults, this.#seed, () => performance.now());
  }
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return new Emulator(options).listen();
}

/** A request that cannot even be decoded is a call all the same, recorded and refused. */
function understood(service: Service, request: HttpRequest): Call {
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
