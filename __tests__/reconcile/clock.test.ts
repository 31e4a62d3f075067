import { backoff, systemClock, type Clock } from '../../src/runtime/time.ts';

const clock = (random: number): Clock => ({ ...systemClock, random: () => random });

test('the longest wait doubles up to five seconds, and each wait is a random part of it', () => {
  const longest = [0, 1, 2, 3, 4, 5, 9].map((attempt) => backoff(attempt, clock(1)));
  expect(longest).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  expect(backoff(3, clock(0))).toBe(0);
  expect(backoff(3, clock(0.25))).toBe(500);
});

test('the system’s clock advances, and its random numbers are from 0 up to 1', () => {
  const now = systemClock.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(now);
  expect(systemClock.random()).toBeGreaterThanOrEqual(0);
  expect(systemClock.random()).toBeLessThan(1);
});

test('a sleep lasts as long as it should', async () => {
  const began = performance.now();
  await systemClock.sleep(30, new AbortController().signal);
  expect(performance.now() - began).toBeGreaterThanOrEqual(29);
});

test('a sleep ends at once with the signal’s reason', async () => {
  const abort = new AbortController();
  const sleeping = systemClock.sleep(60_000, abort.signal);
  const reason = new Error('cancelled');
  abort.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
});
