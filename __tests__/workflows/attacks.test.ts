/**
 * A hostile contributor against examples/pr-environment-setup.yml: each attack fails, its control succeeds, and each condition and
 * path of the example stops at least one attack.
 */
import { readFileSync } from 'node:fs';
import type { Attack } from './attack-acts.ts';
import { ATTACKS } from './attacks.ts';
import { BOUNDARY_DOCUMENT, codeOf, DEPLOY_ROLE, PrWorld } from './pr-world.ts';

const worldOf = async (boundary?: string): Promise<PrWorld> =>
  (await PrWorld.start(undefined, boundary)).plantTargets();
const expected = ({ code = 'AccessDenied' }: Attack): string => code;

test.each(ATTACKS.map((attack) => [attack.attack, attack] as const))(
  '%s: fails, and what is allowed succeeds',
  async (_, attack) => {
    const w = await worldOf();
    expect(await attack.run(w)).toBe(expected(attack));
    expect(await attack.control(w)).toBe('done');
  },
);

/** Creation tags, so the permission to tag guards these paths a second time. */
const GUARDED_TWICE = ['CreateRoles on all resources', 'CreateProfiles on all resources'];

type Statement = Readonly<Record<string, unknown>> & {
  readonly Sid?: string;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Yields the document with one condition key less, or one resource wider, and a name for the change. */
function* weakened({ Version, Statement }: Document): Generator<readonly [string, Document]> {
  for (const [index, statement] of Statement.entries()) {
    const { Sid = String(index), Effect, Resource, Condition = {} } = statement;
    const replaced = (by: object): Document => ({
      Version,
      Statement: Statement.map((each) => (each === statement ? { ...each, ...by } : each)),
    });
    for (const [operator, keys] of Object.entries(Condition)) {
      for (const key of Object.keys(keys)) {
        // A condition that narrows a denial is no protection.
        if (Effect === 'Deny') continue;
        const less = Object.fromEntries(Object.entries(keys).filter(([name]) => name !== key));
        yield [
          `${Sid} without ${operator} ${key}`,
          replaced({ Condition: { ...Condition, [operator]: less } }),
        ];
      }
    }
    const wider = `${Sid} on all resources`;
    const isWrite = Effect === 'Allow' && !/^(?:Read|List|\d)/.test(Sid) && Resource !== '*';
    if (isWrite && !GUARDED_TWICE.includes(wider)) yield [wider, replaced({ Resource: '*' })];
    if (Effect === 'Deny')
      yield [`without ${Sid}`, { Version, Statement: Statement.filter((each) => each !== statement) }];
  }
}

/** Returns the attacks that succeed, at the first one. */
async function firstSuccess(w: PrWorld): Promise<string | undefined> {
  for (const attack of ATTACKS) {
    const code = await attack.run(w).catch((error: unknown) => String(error));
    if (code === 'done') return attack.attack;
  }
  return undefined;
}

test('each condition and path of trust, policies and boundary stops an attack', async () => {
  const { roles } = (await worldOf()).emulator.snapshot();
  const { AssumeRolePolicyDocument: trust, InlinePolicies } = roles[DEPLOY_ROLE] ?? {};
  const useless: string[] = [];
  let count = 0;
  const tryOut = async (name: string, w: PrWorld): Promise<void> => {
    count += 1;
    if ((await firstSuccess(w)) === undefined) useless.push(name);
  };
  for (const [name, document] of weakened(trust as Document)) {
    const w = await worldOf();
    const PolicyDocument = JSON.stringify(document);
    // IAM refuses a trust without an owner in `sub` by itself.
    const code = await codeOf(() => {
      w.iam.call('UpdateAssumeRolePolicy', { RoleName: DEPLOY_ROLE, PolicyDocument });
    });
    if (code === 'done') await tryOut(name, w);
    else expect([name, code]).toEqual([expect.stringContaining(':sub'), 'MalformedPolicyDocument']);
  }
  for (const [PolicyName, policy] of Object.entries(InlinePolicies as Readonly<Record<string, Document>>)) {
    for (const [name, document] of weakened(policy)) {
      const w = await worldOf();
      w.iam.call('PutRolePolicy', {
        RoleName: DEPLOY_ROLE,
        PolicyName,
        PolicyDocument: JSON.stringify(document),
      });
      await tryOut(`${PolicyName}: ${name}`, w);
    }
  }
  for (const [name, document] of weakened(JSON.parse(BOUNDARY_DOCUMENT) as Document))
    await tryOut(`boundary: ${name}`, await worldOf(JSON.stringify(document)));
  expect(useless).toEqual([]);
  expect(count).toBeGreaterThan(20);
}, 120_000);

test('the page has the same table', () => {
  const page = readFileSync(new URL('../../docs/pull-requests.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].map(([, attack, stop]) => [attack, stop]);
  for (const { attack, stop } of ATTACKS) expect(rows).toContainEqual([attack, stop]);
});

test('a stolen session can disturb other previews of its repository, as the page admits', async () => {
  const w = await worldOf();
  expect(await codeOf(() => w.steal('UntagRole', { RoleName: 'preview-8', TagKeys: ['stage'] }))).toBe(
    'done',
  );
  await w.steal('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'preview-8', RoleName: 'preview-8' });
  await w.steal('DeleteRole', { RoleName: 'preview-8' });
  expect(w.roles).not.toContain('preview-8');
});

test('a stolen session can use the preview of another repository that shares the path, as the page admits', async () => {
  const w = await worldOf();
  await w.steal('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'preview-7', RoleName: 'preview-7' });
  const add = { InstanceProfileName: 'preview-7', RoleName: 'preview-other' };
  expect(await codeOf(() => w.steal('AddRoleToInstanceProfile', add))).toBe('done');
});
