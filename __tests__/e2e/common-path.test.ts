/** A run without documents loads none of the code that checks them. */
import { ACTIONS } from '../../src/inputs/name-tables.ts';
import { emulated } from '../harness/emulated.ts';
import { bundleFilesWith, loadedFiles } from '../harness/loaded-files.ts';
import { allowS3, EC2_TRUST, WORKSHOP } from '../harness/world.ts';

/** Text of each part. */
const PARTS = {
  grammar: 'names no principal; to let in anyone',
  issuers: 'signs in strangers too; add',
  quotas: 'no account can have more. The largest is',
  names: 'matches no action',
  table: ACTIONS.slice(0, 100),
};
type Part = keyof typeof PARTS;

async function partsLoaded(
  endpoint: Parameters<typeof loadedFiles>[0],
  inputs: Readonly<Record<string, string>>,
): Promise<Part[]> {
  const loaded = await loadedFiles(endpoint, inputs);
  expect(loaded).toContain('index.js');
  const parts: Part[] = [];
  for (const part of Object.keys(PARTS) as Part[]) {
    const files = await bundleFilesWith(PARTS[part]);
    expect([part, files]).not.toEqual([part, []]);
    expect([part, files]).not.toEqual([part, expect.arrayContaining(['index.js'])]);
    if (files.some((file) => loaded.has(file))) parts.push(part);
  }
  return parts;
}

test('the first run and a converged one without documents load nothing', async () => {
  const endpoint = await emulated();
  expect(await partsLoaded(endpoint, WORKSHOP)).toEqual([]);
  expect(await partsLoaded(endpoint, WORKSHOP)).toEqual([]);
});

test('a run that changes a document loads everything, a converged one no names', async () => {
  const endpoint = await emulated();
  const inputs = {
    'role-name': 'r',
    'trust-policy': JSON.stringify(EC2_TRUST),
    'inline-policies': JSON.stringify({ read: allowS3('GetObject') }),
  };
  expect(await partsLoaded(endpoint, inputs)).toEqual(Object.keys(PARTS));
  expect(await partsLoaded(endpoint, inputs)).toEqual(['grammar', 'issuers', 'quotas']);
});

test('only a run that hides the account loads the code that asks for it', async () => {
  const endpoint = await emulated();
  const asking = await bundleFilesWith('because STS could not be asked');
  expect(asking).toHaveLength(1);
  for (const mask of ['false', 'true']) {
    const loaded = await loadedFiles(endpoint, { ...WORKSHOP, 'mask-account-id': mask });
    expect([mask, asking.some((file) => loaded.has(file))]).toEqual([mask, mask === 'true']);
  }
});
