/** Runs the end-to-end cases against moto. The calls of a step pass through a proxy that records them. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { IamAction, IamInput, IamResult } from '../../emulator/iam.ts';
import { iamService } from '../../emulator/iam.ts';
import type { CallListener, RecordedCall } from '../../emulator/handle-call.ts';
import { Emulator, type EmulatorOptions } from '../../emulator/server.ts';
import type { CaseWorld } from '../harness/case-world.ts';
import { inProcess } from '../harness/in-process.ts';
import type { Moto } from '../harness/moto.ts';
import type { WorkerRequest, WorkerInput } from './iam-worker.ts';
import { Endpoint } from './endpoint.ts';
import { removeAll } from './remove-entities.ts';

/** A limit that no single request to moto reaches. */
const TIMEOUT_MS = 30_000;

export class MotoWorlds {
  readonly #moto: Moto;
  readonly #worker: Worker;
  readonly #port = new MessageChannel();
  readonly #done = new Int32Array(new SharedArrayBuffer(4));
  readonly #proxy = createServer((request, response) => void this.#record(request, response));
  /** Only decodes requests; its account is never used. */
  readonly #decoder = iamService(new Emulator({}).iam, () => 0);
  readonly #before = new Set<CallListener>();
  readonly #after = new Set<CallListener>();
  readonly #account: Endpoint;
  #calls: RecordedCall[] = [];
  #latencyMs = 0;

  constructor(moto: Moto) {
    this.#moto = moto;
    this.#account = new Endpoint(moto.url, '123456789012');
    const { port1, port2 } = this.#port;
    const data: WorkerInput = { url: moto.url, port: port2, done: this.#done };
    this.#worker = new Worker(new URL('./iam-worker.ts', import.meta.url), {
      workerData: data,
      transferList: [port2],
    });
    port1.unref();
  }

  async open(options: EmulatorOptions = {}): Promise<CaseWorld> {
    if (!this.#proxy.listening) {
      this.#proxy.listen(0, '127.0.0.1');
      await once(this.#proxy, 'listening');
    }
    const { faults = {}, updateRoleResetsDuration: _, ...others } = options;
    const unsupported = [
      ...Object.keys(others),
      ...Object.keys(faults).filter((name) => name !== 'latencyMs'),
    ];
    if (unsupported.length > 0) throw new Error(`moto does not support these options: ${unsupported.join()}`);
    await removeAll(this.#account);
    this.#calls = [];
    this.#before.clear();
    this.#after.clear();
    this.#latencyMs = faults.latencyMs ?? 0;
    const { port } = this.#proxy.address() as AddressInfo;
    const environment = { ...this.#moto.environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
    const calls = () => this.#calls;
    const writes = () => this.#calls.filter(({ write }) => write);
    return {
      emulator: {
        get calls() {
          return calls();
        },
        get writes() {
          return writes();
        },
        beforeCall: (listener) => addListener(this.#before, listener),
        onCall: (listener) => addListener(this.#after, listener),
        snapshot: ({ ids = false } = {}) => {
          const snapshot = this.#request({ kind: 'snapshot' });
          return (ids ? snapshot : withoutIds(snapshot)) as ReturnType<Emulator['snapshot']>;
        },
      },
      iam: {
        call: <A extends IamAction>(action: A, input: IamInput<A>) =>
          this.#request({ kind: 'call', action, input }) as IamResult<A>,
      },
      step: (inputs, stepOptions) => {
        this.#calls = [];
        return inProcess({ environment }, inputs, stepOptions);
      },
      writes: () => writes().map(({ action }) => action),
      reads: () => this.#calls.filter(({ write }) => !write).map(({ action }) => action),
    };
  }

  async close(): Promise<void> {
    this.#account.client.destroy();
    this.#proxy.close();
    this.#proxy.closeAllConnections();
    await this.#worker.terminate();
    await this.#moto.close();
  }

  /** Blocks until the worker has a result. */
  #request(request: WorkerRequest): unknown {
    Atomics.store(this.#done, 0, 0);
    this.#port.port1.postMessage(request);
    if (Atomics.wait(this.#done, 0, 0, TIMEOUT_MS) === 'timed-out')
      throw new Error(`moto did not respond within ${TIMEOUT_MS} ms`);
    const { message } = receiveMessageOnPort(this.#port.port1) as {
      message: { result?: unknown; error?: string };
    };
    if (message.error !== undefined) throw new Error(message.error);
    return message.result;
  }

  async #record(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    const { action, input, entity, write } = this.#decoder.call({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      body,
    });
    const call: RecordedCall = {
      number: this.#calls.length + 1,
      service: 'iam',
      action,
      input,
      entity,
      write,
      region: 'us-east-1',
      accessKeyId: '',
      userAgent: request.headers['user-agent'] ?? '',
      startedAt: performance.now(),
      status: 0,
      effective: false,
    };
    this.#calls.push(call);
    for (const listener of this.#before) {
      if ((await listener(call)) === 'drop') return void request.destroy();
    }
    await sleep(this.#latencyMs);
    const headers = new Headers();
    for (const name of ['content-type', 'authorization', 'x-amz-date']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const reply = await fetch(this.#moto.url, { method: 'POST', headers, body });
    const text = await reply.text();
    call.status = reply.status;
    call.effective = reply.ok;
    const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1];
    if (code !== undefined) call.code = code;
    call.endedAt = performance.now();
    for (const listener of this.#after) await listener(call);
    response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'text/xml' });
    response.end(text);
  }
}

function addListener(listeners: Set<CallListener>, listener: CallListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function withoutIds(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner: unknown) =>
      name === 'id' || name === 'CreateDate' ? undefined : inner,
    ),
  );
}
