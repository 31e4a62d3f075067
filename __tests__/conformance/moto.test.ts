/**
 * The same random calls to the emulator and to moto, an IAM written by others, and the answers compared. What they differ in
 * is in `reviewed.ts`, or else the run fails; a full run (`npm run test:conformance`) also fails at an entry without use.
 */
import fc from 'fast-check';
import { emulated } from '../harness/emulated.ts';
import { hasMoto, startMoto, type Moto } from '../harness/moto.ts';
import { sequences, type DrawnCall } from './calls.ts';
import { Lane, show } from './lane.ts';
import { Endpoint } from './pair.ts';
import { Review } from './review.ts';

const full = process.env['CONFORMANCE'] === 'full';
/** A second moto for a second core; moto takes twice the time that the rest does. */
const SERVERS = full ? 2 : 1;
/** Side by side, each in an account of its own: one waits for moto while another computes. */
const LANES = full ? 4 : 1;
const SEQUENCES = full ? 2000 : 20;
/** Low enough to be met by chance. */
const ATTACHED_POLICIES = 2;

const withMoto = hasMoto('the emulator compared with moto') ? describe : describe.skip;

withMoto('the emulator and moto', () => {
  let servers: Moto[] = [];
  beforeAll(async () => {
    servers = await Promise.all(Array.from({ length: SERVERS }, startMoto));
  });
  afterAll(async () => {
    await Promise.all(servers.map((moto) => moto.close()));
  });
  const server = (number: number): string => servers[number % SERVERS]?.url ?? '';

  test('answer alike, but for what was reviewed', async () => {
    const review = new Review();
    let calls = 0;
    const seed = fc.readConfigureGlobal().seed ?? 0;
    await Promise.all(
      Array.from({ length: LANES }, async (_, number) => {
        const accountId = `10000000000${number}`;
        const lane = new Lane(
          await emulated({ accountId, attachedPoliciesPerRole: ATTACHED_POLICIES }),
          server(number),
          review,
        );
        try {
          await fc.assert(
            fc.asyncProperty(sequences, (sequence) => lane.run(sequence)),
            { seed: seed + number, numRuns: Math.ceil(SEQUENCES / LANES), reporter: report },
          );
        } finally {
          calls += lane.calls;
          lane.destroy();
        }
      }),
    );
    if (!full) return;
    console.log(`${SEQUENCES} sequences, ${calls} calls\n${review.tally()}`);
    // Some are met a few times in all, so for another seed it says little that one was not.
    if (process.env['FC_SEED'] === undefined) expect(review.unused()).toEqual([]);
  }, 900_000);

  test("have the same policies of AWS's own", async () => {
    const emulator = await emulated();
    const arns = async (url: string) => {
      const endpoint = new Endpoint(url, '123456789012');
      const { result } = await endpoint.answer({
        action: 'ListPolicies',
        input: { Scope: 'AWS', MaxItems: 1000 },
      });
      endpoint.client.destroy();
      return (result as { Policies: { Arn: string }[] }).Policies.map(({ Arn }) => Arn);
    };
    const [ours, theirs] = await Promise.all([arns(emulator.url), arns(server(0))]);
    expect(ours.length).toBeGreaterThan(1000);
    expect(ours).toEqual(theirs);
  });
});

/** The smallest sequence that still fails, and how to draw it again. */
function report(result: fc.RunDetails<[DrawnCall[]]>): void {
  if (!result.failed) return;
  const sequence = result.counterexample?.[0] ?? [];
  throw new Error(
    [
      String(result.errorInstance),
      `FC_SEED=${result.seed}, path ${result.counterexamplePath ?? ''}, shrunk ${result.numShrinks} times, the sequence:`,
      ...sequence.map(show),
    ].join('\n'),
    { cause: result.errorInstance },
  );
}
