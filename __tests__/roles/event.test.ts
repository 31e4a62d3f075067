/** Apart from the other tests: GitHub's client reads the event's file when it is loaded, and that is once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { world } from '../harness/world.ts';

test('a sweep whose event cannot be read says which file that is, and what to do', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'event-'));
  const event = join(directory, 'event.json');
  await writeFile(event, '');
  const w = await world();
  const step = await w.step(
    { mode: 'sweep', 'role-path': '/pull-requests/', 'github-token': 't' },
    { env: { GITHUB_EVENT_PATH: event } },
  );
  await rm(directory, { recursive: true });
  expect(step.ok).toBe(false);
  expect(step.errors).toHaveLength(1);
  expect(step.errors[0]).toMatch(/^the event could not be read: .*JSON.*GITHUB_EVENT_PATH/);
  expect(w.emulator.calls).toEqual([]);
});
