/** A world for the end-to-end cases in which moto is IAM: what the step sends goes through a recorder, to be told afterwards. */
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
import type { Question, ThreadData } from './iam-thread.ts';
import { Endpoint } from './pair.ts';
import { removeAll } from './removal.ts';

/** Long enough for any single look at moto. */
const PATIENCE_MS = 30_000;

export class MotoWorlds {
  readonly #moto: Moto;
  readonly #thread: Worker;
  readonly #port = new MessageChannel();
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #recorder = createServer((request, response) => void this.#record(request, response));
  /** Only to understand what a request asks; nothing is done to its account. */
  readonly #understanding = iamService(new Emulator({}).iam, () => 0);
  readonly #before = new Set<CallListener>();
  readonly #after = new Set<CallListener>();
  readonly #account: Endpoint;
  #calls: RecordedCall[] = [];
  #latencyMs = 0;

  constructor(moto: Moto) {
    this.#moto = moto;
    this.#account = new Endpoint(moto.url, '123456789012');
    const { port1, port2 } = this.#port;
    const data: ThreadData = { url: moto.url, port: port2, answered: this.#answered };
    this.#thread = new Worker(new URL('./iam-thread.ts', import.meta.url), {
      workerData: data,
      transferList: [port2],
    });
    port1.unref();
  }

  async open(options: EmulatorOptions = {}): Promise<CaseWorld> {
    if (!this.#recorder.listening) {
      this.#recorder.listen(0, '127.0.0.1');
      await once(this.#recorder, 'listening');
    }
    const { faults = {}, updateRoleResetsDuration: _, ...others } = options;
    const impossible = [
      ...Object.keys(others),
      ...Object.keys(faults).filter((name) => name !== 'latencyMs'),
    ];
    if (impossible.length > 0) throw new Error(`moto cannot have another ${impossible.join()}`);
    await removeAll(this.#account);
    this.#calls = [];
    this.#before.clear();
    this.#after.clear();
    this.#latencyMs = faults.latencyMs ?? 0;
    const { port } = this.#recorder.address() as AddressInfo;
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
        beforeCall: (listener) => listened(this.#before, listener),
        onCall: (listener) => listened(this.#after, listener),
        snapshot: ({ ids = false } = {}) => {
          const seen = this.#ask({ ask: 'snapshot' });
          return (ids ? seen : withoutIds(seen)) as ReturnType<Emulator['snapshot']>;
        },
      },
      iam: {
        call: <A extends IamAction>(action: A, input: IamInput<A>) =>
          this.#ask({ ask: 'call', action, input }) as IamResult<A>,
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
    this.#recorder.close();
    this.#recorder.closeAllConnections();
    await this.#thread.terminate();
    await this.#moto.close();
  }

  /** Stands still until the other thread has an answer. */
  #ask(question: Question): unknown {
    Atomics.store(this.#answered, 0, 0);
    this.#port.port1.postMessage(question);
    if (Atomics.wait(this.#answered, 0, 0, PATIENCE_MS) === 'timed-out')
      throw new Error('moto does not answer');
    const { message } = receiveMessageOnPort(this.#port.port1) as {
      message: { result?: unknown; error?: string };
    };
    if (message.error !== undefined) throw new Error(message.error);
    return message.result;
  }

  async #record(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    const { action, input, entity, write } = this.#understanding.call({
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
    const answer = await fetch(this.#moto.url, { method: 'POST', headers, body });
    const text = await answer.text();
    call.status = answer.status;
    call.effective = answer.ok;
    const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1];
    if (code !== undefined) call.code = code;
    call.endedAt = performance.now();
    for (const listener of this.#after) await listener(call);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' });
    response.end(text);
  }
}

function listened(listeners: Set<CallListener>, listener: CallListener): () => void {
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
