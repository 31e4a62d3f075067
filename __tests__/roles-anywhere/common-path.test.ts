/** A run without a Roles Anywhere profile pays nothing for it. */
import { emulated } from '../harness/emulated.ts';
import { bundleFilesWith, loadedFiles } from '../harness/loaded-files.ts';
import { WORKSHOP, world } from '../harness/world.ts';
import { anywhereCalls, nodes } from './nodes.ts';

test.each(['apply', 'plan', 'destroy'])('a run sends no call to the service: %s', async (mode) => {
  const w = await world();
  const step = await w.step({ ...WORKSHOP, mode });
  expect([step.ok, anywhereCalls(w)]).toEqual([true, []]);
  expect(step.outputs).not.toHaveProperty('roles-anywhere-profile-id');
});

const CLIENT = 'no response of STS';

test('a run does not load the client, which is not part of the main file', async () => {
  const holding = await bundleFilesWith(CLIENT);
  expect(holding).toHaveLength(1);
  expect(holding).not.toContain('index.js');
  const [chunk = ''] = holding;
  expect(await loadedFiles(await emulated(), WORKSHOP)).not.toContain(chunk);
  expect(await loadedFiles(await emulated(), nodes())).toContain(chunk);
});
