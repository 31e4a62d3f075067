import { jest } from '@jest/globals';
import { Cancellation, Cancelled } from '../../src/runtime/time.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a run without a cancellation continues', () => {
  const cancellation = new Cancellation();
  cancellation.signal.throwIfAborted();
  expect([cancellation.signal.aborted, cancellation.grace.aborted]).toEqual([false, false]);
});

test('a cancelled run stops at once, but lets pending calls continue for two seconds', () => {
  const cancellation = new Cancellation();
  cancellation.cancel();
  expect([cancellation.signal.aborted, cancellation.grace.aborted]).toEqual([true, false]);
  expect(() => {
    cancellation.signal.throwIfAborted();
  }).toThrow(Cancelled);
  jest.advanceTimersByTime(1_999);
  expect(cancellation.grace.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(cancellation.grace.reason).toBeInstanceOf(Cancelled);
});

test('a second signal changes nothing', () => {
  const cancellation = new Cancellation();
  cancellation.cancel();
  const first: unknown = cancellation.signal.reason;
  cancellation.cancel();
  expect(cancellation.signal.reason).toBe(first);
});
