/**
 * Sends the same random calls to the emulator and to moto, an independent implementation, and compares the results. Every
 * difference must be in `reviewed-differences.ts`. A full run (`npm run test:conformance`) also fails if an entry is unused.
 */
import fc from 'fast-check';
import { emulated } from '../harness/emulated.ts';
import { hasMoto, startMoto, type Moto } from '../harness/moto.ts';
import { sequences, type GeneratedCall } from './random-calls.ts';
import { AccountPair, formatCall } from './account-pair.ts';
import { Endpoint } from './endpoint.ts';
import { DifferenceReview } from './difference-review.ts';
import { FULL } from '../harness/full.ts';

/** A second moto uses the second core, because moto takes two thirds of the time. */
const SERVERS = FULL ? 2 : 1;
/** Pairs run concurrently, each in its own account: one waits for moto while another computes. */
const PAIRS = FULL ? 4 : 1;
const SEQUENCES = FULL ? 2000 : 20;
/** Low enough that random calls reach it. */
const ATTACHED_POLICIES = 2;

const withMoto = hasMoto('the emulator compared with moto') ? describe : describe.skip;

withMoto('the emulator and moto', () => {
  let servers: Moto[] = [];
  beforeAll(async () => {
    servers = await Promise.all(Array.from({ length: SERVERS }, startMoto));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((moto) => moto.close()));
  });
  const server = (number: number): string => servers[number % SERVERS]?.url ?? '';

  test('differ only as reviewed', async () => {
    const review = new DifferenceReview();
    let calls = 0;
    const seed = fc.readConfigureGlobal().seed ?? 0;
    await Promise.all(
      Array.from({ length: PAIRS }, async (_, number) => {
        const accountId = `10000000000${number}`;
        const pair = new AccountPair(
          await emulated({ accountId, attachedPoliciesPerRole: ATTACHED_POLICIES }),
          server(number),
          review,
        );
        try {
          await fc.assert(
            fc.asyncProperty(sequences, (sequence) => pair.run(sequence)),
            { seed: seed + number, numRuns: Math.ceil(SEQUENCES / PAIRS), reporter: report },
          );
        } finally {
          calls += pair.calls;
          pair.destroy();
        }
      }),
    );
    if (!FULL) return;
    console.log(`${SEQUENCES} sequences, ${calls} calls\n${review.tally()}`);
    // Some differences are rare, so with another seed an unused entry proves little.
    if (process.env['FC_SEED'] === undefined) expect(review.unused()).toEqual([]);
  }, 3_600_000);

  test('have the same AWS managed policies', async () => {
    const emulator = await emulated();
    const arns = async (url: string) => {
      const endpoint = new Endpoint(url, '123456789012');
      const { result } = await endpoint.call({
        action: 'ListPolicies',
        input: { Scope: 'AWS', MaxItems: 1000 },
      });
      endpoint.client.destroy();
      return (result as { Policies: { Arn: string }[] }).Policies.map(({ Arn }) => Arn);
    };
    const [emulatedArns, motoArns] = await Promise.all([arns(emulator.url), arns(server(0))]);
    expect(emulatedArns.length).toBeGreaterThan(1000);
    expect(emulatedArns).toEqual(motoArns);
  }, 60_000);
});

/** Throws an error with the smallest failing sequence and the parameters that reproduce it. */
function report(result: fc.RunDetails<[GeneratedCall[]]>): void {
  if (!result.failed) return;
  const sequence = result.counterexample?.[0] ?? [];
  throw new Error(
    [
      String(result.errorInstance),
      `FC_SEED=${result.seed}, path ${result.counterexamplePath ?? ''}, shrunk ${result.numShrinks} times, the sequence:`,
      ...sequence.map(formatCall),
    ].join('\n'),
    { cause: result.errorInstance },
  );
}
