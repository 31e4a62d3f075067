import { randomStream } from '../../emulator/random.ts';
import { Table, ec2Replica, iamReplicas } from '../../emulator/replicas.ts';

interface Entity {
  readonly name: string;
  readonly value: number;
}

/** Creates a table with a clock that the test controls. */
function laggingTable(lagMs: number, ec2LagMs = 0, seed = 1) {
  const clock = { now: 0 };
  const table = new Table<Entity>(
    ({ name }) => name,
    () => ({ lagMs, ec2LagMs }),
    randomStream(seed, 'test'),
    () => clock.now,
  );
  return { table, clock };
}

test('a replica is late by at most the lag, never shows an older version again, and may differ from another one', () => {
  let flapped = 0;
  for (let seed = 0; seed < 10; seed += 1) {
    const { table, clock } = laggingTable(100, 0, seed);
    const last = iamReplicas.map(() => 0);
    for (clock.now = 0; clock.now <= 500; clock.now += 4) {
      if (clock.now % 40 === 0 && clock.now <= 400) table.put({ name: 'a', value: clock.now });
      const seen = iamReplicas.map((replica) => table.seenBy(replica).find('a')?.value ?? 0);
      seen.forEach((value, replica) => {
        expect(value).toBeGreaterThanOrEqual(last[replica] ?? 0);
        expect(value).toBeGreaterThan(Math.min(clock.now, 400) - 141);
        last[replica] = value;
      });
      flapped += new Set(seen).size > 1 ? 1 : 0;
    }
    expect(last).toEqual([400, 400, 400]);
  }
  expect(flapped).toBeGreaterThan(10 * 25);
});

test('a replica shows deleted entities for a while, and new ones only later', () => {
  const { table, clock } = laggingTable(100);
  const states = () => iamReplicas.map((replica) => table.seenBy(replica).all().length);
  const entity = { name: 'a', value: 1 };
  table.put(entity);
  expect([states(), table.all().length]).toEqual([[0, 0, 0], 1]);
  clock.now = 100;
  expect(states()).toEqual([1, 1, 1]);
  table.delete(entity);
  expect([states(), table.all().length, table.has('a')]).toEqual([[1, 1, 1], 0, false]);
  table.settle();
  expect(states()).toEqual([0, 0, 0]);
});

test('EC2 is late by exactly its own lag', () => {
  const { table, clock } = laggingTable(0, 100);
  table.put({ name: 'a', value: 1 });
  expect(table.seenBy(0).find('a')).toBeDefined();
  clock.now = 99;
  expect(table.seenBy(ec2Replica).find('a')).toBeUndefined();
  clock.now = 100;
  expect(table.seenBy(ec2Replica).find('a')).toBeDefined();
});

test('a lookup requires the exact case, but a name is taken in any case', () => {
  const { table } = laggingTable(0);
  table.put({ name: 'Aa', value: 1 });
  expect([table.find('Aa')?.value, table.find('AA'), table.has('AA')]).toEqual([1, undefined, true]);
});
