/**
 * Two pull requests, opened, pushed to, closed and reopened in any order, with runs of the workflow delayed and dropped. Conditions,
 * queues and decisions come from pr-environment.yml; the runs themselves are those of the Action, against the emulator.
 */
import { randomStream } from '../../emulator/random.ts';
import { AwsError } from '../../emulator/errors.ts';
import type { Iam } from '../../src/aws/calls.ts';
import { CallError } from '../../src/aws/errors.ts';
import { expandRoleName } from '../../src/inputs/role.ts';
import { DEFAULTS } from '../../src/inputs/table.ts';
import { sweep } from '../../src/reconcile/removals.ts';
import type { Declaration } from '../../src/resources/resource.ts';
import { Cancellation } from '../../src/runtime/time.ts';
import { emulatedRuns } from '../harness/emulated-run.ts';
import { aRoleDeclaration } from '../harness/examples.ts';
import { fakeClock } from '../harness/fake-clock.ts';
import { OWNER } from '../harness/world.ts';
import { expand, holds, workflow, type Workflow } from './job.ts';
import { PATH, pullRequest, type GitHubEvent } from './pr-world.ts';

const ROUNDS = 500;
const NUMBERS = [1, 2] as const;
type JobName = 'provision' | 'destroy';
type State = 'none' | 'open' | 'closed';
type Action = 'opened' | 'synchronize' | 'closed' | 'reopened';

/** The actions that a request in a state can have next, and the state after each. */
const NEXT: Readonly<Record<State, readonly Action[]>> = {
  none: ['opened'],
  open: ['synchronize', 'closed', 'closed'],
  closed: ['reopened'],
};

let file: Workflow;
const { emulator, run } = emulatedRuns();
beforeAll(async () => {
  file = await workflow('.github/workflows/pr-environment.yml');
});

/** Calls the emulator without a network: thousands of runs would take minutes with one. */
const iam: Iam = {
  async call(call, input) {
    await Promise.resolve();
    try {
      const result = emulator().iam.call(call as never, input as never) as unknown;
      return structuredClone(result ?? {});
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message: detail, status } = error;
      throw new CallError({ code, detail, call, input, status });
    }
  },
};

const contexts = (github: GitHubEvent, more: object = {}) => ({
  github: { ...github, repository: OWNER },
  inputs: { 'role-name': 'preview-{pr}', 'pull-request': '', dependabot: false },
  ...more,
});

/** Remembers the results of a function; the evaluator of expressions is slow. */
function remembered<Result>(find: (...keys: string[]) => Result): (...keys: string[]) => Result {
  const known = new Map<string, Result>();
  return (...keys) => {
    const key = keys.join();
    if (!known.has(key)) known.set(key, find(...keys));
    return known.get(key) as Result;
  };
}

/** Returns the jobs that GitHub would start for an action: a pull_request event, and pull_request_target for closing. */
const jobsOf = remembered((number = '', action = ''): { readonly job: JobName; readonly group: string }[] => {
  const events = ['pull_request', ...(action === 'closed' ? ['pull_request_target'] : [])];
  return events.flatMap((name) => {
    const context = contexts(pullRequest(name, action, Number(number)));
    return (['provision', 'destroy'] as const)
      .filter((job) => holds(file.jobs[job]?.if, context))
      .map((job) => ({ job, group: expand(file.jobs[job]?.concurrency?.group, context) }));
  });
});

/** Reports whether a job runs its last step if GitHub answers with the state. */
const acts = remembered((job = '', state = ''): boolean => {
  const last = file.jobs[job]?.steps?.at(-1);
  return holds(last?.if, contexts(pullRequest('', ''), { steps: { request: { outputs: { state } } } }));
});

function declare(number: number, job: JobName): Declaration {
  const roleName = expandRoleName('preview-{pr}', { pr: String(number), repo: undefined, branch: undefined });
  const role = {
    ...aRoleDeclaration,
    path: PATH,
    instanceProfile: { path: PATH },
    pullRequest: String(number),
  };
  return {
    roleName,
    instanceProfileName: roleName,
    owner: OWNER,
    adopt: false,
    role: job === 'provision' ? role : undefined,
  };
}

interface Queued {
  readonly number: number;
  readonly job: JobName;
  /** Whether the state that GitHub answered lets the run act; undefined before it asks. */
  acts?: boolean;
}

class Round {
  readonly states: Record<number, State> = { 1: 'none', 2: 'none' };
  /** Waiting and running jobs by concurrency group. */
  readonly queues = new Map<string, Queued[]>();
  /** Whether the last job of an open request was dropped. */
  readonly dropped = new Set<number>();
  readonly log: string[] = [];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomStream(seed, 'two requests');
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }

  happen(number: number): void {
    const action = this.pick(NEXT[this.states[number] ?? 'none']);
    this.log.push(`#${number} ${action}`);
    this.states[number] = action === 'closed' ? 'closed' : 'open';
    for (const { job, group } of jobsOf(String(number), action)) {
      const queue = this.queues.get(group) ?? [];
      this.dropped.delete(number);
      // Without `queue: max` GitHub keeps only the newest run that waits.
      const kept = file.jobs[job]?.concurrency?.queue === 'max' ? queue : queue.slice(0, 1);
      this.queues.set(group, [...kept, { number, job }]);
    }
  }

  /** Lets the first job of a queue ask GitHub, or act. */
  async advance(group: string): Promise<void> {
    const [first] = this.queues.get(group) ?? [];
    if (first === undefined) return;
    if (first.acts === undefined) {
      first.acts = acts(first.job, this.states[first.number] ?? 'none');
      this.log.push(`${first.job} #${first.number}: ${first.acts ? 'goes on' : 'skips'}`);
      return;
    }
    if (first.acts) {
      const mode = first.job === 'provision' ? 'apply' : 'destroy';
      const { failure } = await run(declare(first.number, first.job), { mode, ports: { iam } });
      if (failure !== undefined) throw failure.error;
      this.log.push(`${first.job} #${first.number}: done`);
    }
    this.queues.get(group)?.shift();
  }

  drop(group: string): void {
    const last = this.queues.get(group)?.pop();
    if (last === undefined) return;
    this.log.push(`${last.job} #${last.number}: dropped`);
    this.dropped.add(last.number);
  }

  get waiting(): string[] {
    return [...this.queues].filter(([, queue]) => queue.length > 0).map(([group]) => group);
  }

  /** Sweeps hours later, and holds the sweep to the states of the requests. */
  async sweep(): Promise<void> {
    const { roles } = emulator().iam.account;
    for (const role of roles.all())
      roles.put({ ...role, CreateDate: new Date(role.CreateDate.getTime() - 7_200_000) });
    const before = remains();
    const cancellation = new Cancellation();
    const ports = {
      iam,
      clock: fakeClock(),
      signal: cancellation.signal,
      debug: () => undefined,
      pullRequest: (number: string) =>
        Promise.resolve({ state: this.states[Number(number)] === 'closed' ? 'closed' : 'open' } as const),
      now: () => new Date(),
    };
    const settings = { rolePath: PATH, owner: OWNER, repository: OWNER };
    const swept = await sweep(settings, SETTINGS, ports, () => ({
      ...ports,
      partition: 'aws',
      onPlanned: () => undefined,
      onSent: () => undefined,
    }));
    expect(swept.filter(({ outcome }) => outcome?.failure !== undefined)).toEqual([]);
    this.log.push('sweep');
    for (const number of NUMBERS) {
      const expected = this.states[number] === 'closed' ? [] : before.get(number);
      expect([this.log, number, remains().get(number)]).toEqual([this.log, number, expected]);
    }
  }
}

const SETTINGS = {
  ...DEFAULTS,
  mode: 'destroy',
} as const;

/** Lists the role and the profile of each request. */
function remains(): ReadonlyMap<number, readonly string[]> {
  const { roles, instanceProfiles } = emulator().snapshot();
  return new Map(
    NUMBERS.map((number) => {
      const name = `preview-${number}`;
      return [number, [...(name in roles ? ['role'] : []), ...(name in instanceProfiles ? ['profile'] : [])]];
    }),
  );
}

test('after the sweep nothing of a closed request is left, and nothing of an open one was removed', async () => {
  const seen = { closed: 0, open: 0, swept: 0, dropped: 0, late: 0 };
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    emulator().reset();
    const round = new Round(seed);
    for (let step = 0; step < 14; step += 1) {
      const [group] = round.waiting.length > 0 ? [round.pick(round.waiting)] : [];
      const dice = round.pick([...Array(20).keys()]);
      if (group === undefined || dice < 7) round.happen(round.pick(NUMBERS));
      else if (dice < 14) await round.advance(group);
      else if (dice < 19) round.drop(group);
      else await round.sweep();
    }
    // Every run that was not dropped ends, in any order.
    while (round.waiting.length > 0) await round.advance(round.pick(round.waiting));
    const before = remains();
    for (const number of NUMBERS) {
      const isOpen = round.states[number] === 'open';
      // An open request has its role, unless its last run was dropped.
      if (isOpen && !round.dropped.has(number))
        expect([round.log, number, before.get(number)]).toEqual([round.log, number, ['role', 'profile']]);
      seen[isOpen ? 'open' : 'closed'] += 1;
      if (!isOpen && before.get(number)?.length !== 0) seen.swept += 1;
    }
    seen.dropped += round.dropped.size;
    seen.late += round.log.filter((line) => line.endsWith('skips')).length;
    await round.sweep();
  }
  // The rounds reach the cases that matter.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
}, 180_000);

test('each run asks GitHub before it acts, and the runs of one request share a queue that drops none', () => {
  expect(jobsOf('1', 'opened').map(({ job }) => job)).toEqual(['provision']);
  expect(jobsOf('1', 'closed').map(({ job }) => job)).toEqual(['destroy']);
  expect(new Set([...jobsOf('1', 'opened'), ...jobsOf('1', 'closed')].map(({ group }) => group)).size).toBe(
    1,
  );
  expect([acts('provision', 'closed'), acts('provision', 'open')]).toEqual([false, true]);
  for (const job of ['provision', 'destroy']) expect(file.jobs[job]?.concurrency?.queue).toBe('max');
  expect([acts('destroy', 'open'), acts('destroy', 'closed')]).toEqual([false, true]);
});
