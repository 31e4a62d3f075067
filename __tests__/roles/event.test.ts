import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { world } from '../harness/world.ts';

test('a sweep does not read the event, so a broken one does not stop it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'event-'));
  const event = join(directory, 'event.json');
  await writeFile(event, '');
  const w = await world();
  const step = await w.step(
    { mode: 'sweep', 'role-path': '/pull-requests/', 'github-token': 't' },
    { env: { GITHUB_EVENT_PATH: event } },
  );
  await rm(directory, { recursive: true });
  expect(step).toMatchObject({ ok: true, errors: [], outputs: { status: 'unchanged' } });
});
