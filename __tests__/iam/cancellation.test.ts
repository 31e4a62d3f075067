import { Cancellation, Cancelled } from '../../src/runtime/cancellation.ts';

test('a run that nobody cancels goes on', () => {
  const cancellation = new Cancellation();
  cancellation.throwIfCancelled();
  expect([cancellation.signal.aborted, cancellation.grace.aborted]).toEqual([false, false]);
});

test('a cancelled run stops at once, but lets what is under way go on for two seconds', async () => {
  const cancellation = new Cancellation();
  const began = performance.now();
  cancellation.cancel();
  expect([cancellation.signal.aborted, cancellation.grace.aborted]).toEqual([true, false]);
  expect(() => {
    cancellation.throwIfCancelled();
  }).toThrow(Cancelled);
  await new Promise((resolve) => {
    cancellation.grace.addEventListener('abort', resolve, { once: true });
    // Its own timer keeps no process alive; the test’s does.
    setTimeout(resolve, 4_000);
  });
  expect(cancellation.grace.reason).toBeInstanceOf(Cancelled);
  expect(performance.now() - began).toBeGreaterThan(1_900);
  expect(performance.now() - began).toBeLessThan(3_500);
});

test('a second signal changes nothing', () => {
  const cancellation = new Cancellation();
  cancellation.cancel();
  const first: unknown = cancellation.signal.reason;
  cancellation.cancel();
  expect(cancellation.signal.reason).toBe(first);
});
